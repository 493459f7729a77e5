package org.kutta.examples.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Values as JSON: records, maps, lists, strings, numbers and arrays; a number that is not finite becomes null. */
public final class Json {
    private static final ObjectWriter COMPACT = mapper().writer();
    private static final ObjectWriter INDENTED = mapper().writer(SerializationFeature.INDENT_OUTPUT);

    private Json() {}

    /**
     * Writes a value for a file.
     *
     * @param value the value; a record's components keep their order
     * @return indented UTF-8 text that ends with a line feed
     */
    public static byte[] bytes(Object value) {
        return (text(INDENTED, value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a value as one line of a file of lines.
     *
     * @param value the value; a record's components keep their order
     * @return UTF-8 text whose only line feed is at its end
     */
    public static byte[] line(Object value) {
        return (text(COMPACT, value) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes a value into a script element of a page: no character can end that element.
     *
     * @param value the value
     * @return text without line feeds
     */
    static String script(Object value) {
        return text(COMPACT, value).replace("<", "\\u003c");
    }

    private static String text(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value has no JSON form: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectMapper mapper() {
        SimpleModule finite = new SimpleModule();
        finite.addSerializer(Double.class, new NumberSerializer());
        finite.addSerializer(double.class, new NumberSerializer());
        finite.addSerializer(double[].class, new ArraySerializer());
        return new ObjectMapper().registerModule(finite);
    }

    private static void writeNumber(JsonGenerator generator, double value) throws IOException {
        if (Double.isFinite(value)) {
            generator.writeNumber(value);
        } else {
            generator.writeNull();
        }
    }

    private static final class NumberSerializer extends JsonSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator generator, SerializerProvider provider) throws IOException {
            writeNumber(generator, value);
        }
    }

    private static final class ArraySerializer extends JsonSerializer<double[]> {
        @Override
        public void serialize(double[] values, JsonGenerator generator, SerializerProvider provider)
                throws IOException {
            generator.writeStartArray();
            for (double value : values) {
                writeNumber(generator, value);
            }
            generator.writeEndArray();
        }
    }
}
