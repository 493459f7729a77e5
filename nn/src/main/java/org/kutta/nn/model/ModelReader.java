package org.kutta.nn.model;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.kutta.adjoint.certificate.GradientCertificate;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.StackWeights;
import org.kutta.nn.scheme.FractalBlock;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Reads a model file and believes none of it: the seal first, then the text, then what the layers say they have, then that the arrays are these, and only then
 * memory is taken for numbers. Entries are uncompressed, so that no array can be larger than the file.
 */
final class ModelReader {
    private static final int MOST_JSON_BYTES = 64 << 20;
    private static final int MOST_NESTING = 400;

    /** Layers that a file may describe, those of the stages of a stack counted one by one. */
    private static final long MOST_LAYERS = 1_000_000;

    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MOST_NESTING)
                            .maxNumberLength(400)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ValueCodec codec;

    ModelReader(ModelRegistry registry) {
        this.codec = new ValueCodec(registry);
    }

    SavedModel read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new FileSystemException(file.toString(), null, "is a folder, not a file");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            Seal.check(channel);
            try (ZipFile zip = new ZipFile(file.toFile())) {
                return read(new Entries(zip));
            }
        } catch (ModelFormatException e) {
            throw new ModelFormatException("model file (" + file + ") " + e.getMessage(), e);
        } catch (ZipException e) {
            throw new ModelFormatException("model file (" + file + ") is no sound zip: " + e.getMessage(), e);
        }
    }

    private SavedModel read(Entries entries) throws IOException {
        JsonNode json = parse(entries.bytes(ModelWriter.JSON, MOST_JSON_BYTES));
        checkFormat(json);
        Shape inputShape = (Shape) codec.read(field(json, "inputShape"), Shape.class, "inputShape");
        ValueCodec.require(
                NumpyArray.size(inputShape.toArray()) >= 0,
                "inputShape",
                "must have at most 2^31 components",
                field(json, "inputShape"));
        Layer layer = (Layer) codec.read(field(json, "architecture"), Layer.class, "architecture");
        checkCount(layer);
        DataType dataType = dataType(field(json, "dataType"));
        Map<String, NumpyArray> parameters;
        Map<String, NumpyArray> state;
        try {
            layer.outputShape(inputShape);
            List<ParameterGroup> parameterGroups = layer.parameters(inputShape);
            List<ParameterGroup> stateGroups = layer.state(inputShape);
            parameters = arrays(entries, ModelWriter.PARAMETERS, parameterGroups, json, dataType);
            state = arrays(entries, ModelWriter.STATE, stateGroups, json, dataType);
        } catch (ModelFormatException e) {
            throw e;
        } catch (RuntimeException e) {
            // Layers check what a program gives them; a file may give them anything.
            throw new ModelFormatException(
                    "has an architecture that does not fit its input shape: " + e.getMessage(), e);
        }
        entries.checkNoneLeft();
        ModelMetadata metadata = (ModelMetadata) codec.read(field(json, "metadata"), ModelMetadata.class, "metadata");
        JsonNode certificate = field(json, "gradientCertificate");
        return new SavedModel(
                layer,
                inputShape,
                dataType,
                parameters,
                state,
                metadata,
                certificate.isNull()
                        ? Optional.empty()
                        : Optional.of((GradientCertificate)
                                codec.read(certificate, GradientCertificate.class, "gradientCertificate")),
                field(json, "libraryVersion").asText());
    }

    private static JsonNode parse(byte[] text) throws IOException {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new ModelFormatException(
                    "has a " + ModelWriter.JSON + " that is no JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static JsonNode field(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new ModelFormatException("has no " + name + " in its " + ModelWriter.JSON);
        }
        return value;
    }

    private static void checkFormat(JsonNode json) {
        if (!field(json, "format").asText().equals(ModelWriter.FORMAT)) {
            throw new ModelFormatException("is of another format: " + json.get("format"));
        }
        JsonNode version = field(json, "formatVersion");
        if (!version.isInt() || version.intValue() != ModelWriter.FORMAT_VERSION) {
            throw new ModelFormatException("has version " + version + " of the format, written by Kutta "
                    + field(json, "libraryVersion").asText() + ": this Kutta reads version "
                    + ModelWriter.FORMAT_VERSION + " only");
        }
    }

    private static DataType dataType(JsonNode node) {
        String name = node.asText();
        ValueCodec.require(name.equals("FLOAT") || name.equals("DOUBLE"), "dataType", "must be FLOAT or DOUBLE", node);
        return DataType.valueOf(name);
    }

    /** Before anything is made for each of them: stacks in stacks multiply. */
    private static void checkCount(Layer layer) {
        long count = count(layer);
        if (count > MOST_LAYERS) {
            throw new ModelFormatException("describes more than " + MOST_LAYERS + " layers with weights of their own");
        }
    }

    private static long count(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.map(ModelReader::count).orElse(0L);
        }
        if (value instanceof List<?> list) {
            return list.stream().mapToLong(ModelReader::count).reduce(0, ModelReader::capped);
        }
        if (!(value instanceof Record)) {
            return 0;
        }
        long inner = 0;
        long copies = value instanceof FractalBlock fractal ? 1L << fractal.columns() : 1;
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            Object part = ValueCodec.componentOf(value, component);
            inner = capped(inner, count(part));
            copies = Math.min(MOST_LAYERS, copies * Math.min(MOST_LAYERS, multiplicity(part)));
        }
        boolean shared = value instanceof OdeBlock
                || (value instanceof RungeKuttaStack stack && stack.weights() == StackWeights.SHARED);
        return (value instanceof Layer ? 1 : 0) + (shared ? inner : inner * copies);
    }

    /** By how much a component of a layer may multiply the layers beside it, at most. */
    private static long multiplicity(Object value) {
        if (value instanceof Integer number) {
            return Math.max(1, number);
        }
        if (value instanceof Mesh mesh) {
            return mesh.steps();
        }
        if (value instanceof ButcherTableau tableau) {
            return tableau.stages();
        }
        if (value instanceof Layer || !(value instanceof Record)) {
            return 1;
        }
        long product = 1;
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            product = Math.min(MOST_LAYERS, product * multiplicity(ValueCodec.componentOf(value, component)));
        }
        return product;
    }

    private static long capped(long x, long y) {
        return Math.min(MOST_LAYERS + 1, x + y);
    }

    private static Map<String, NumpyArray> arrays(
            Entries entries, String folder, List<ParameterGroup> groups, JsonNode json, DataType dataType)
            throws IOException {
        JsonNode list = field(json, folder);
        if (list.size() != groups.size()) {
            throw new ModelFormatException(
                    "lists " + list.size() + " arrays under " + folder + " but its architecture has " + groups.size());
        }
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        for (int i = 0; i < groups.size(); i++) {
            ParameterGroup group = groups.get(i);
            JsonNode node = list.get(i);
            String entry = folder + "/" + group.name() + ".npy";
            checkGroup(group, entry, node);
            byte[] bytes = entries.bytes(entry, expectedBytes(group, dataType, entry));
            if (!Seal.sha256(bytes).equals(node.path("sha256").asText())) {
                throw new ModelFormatException("holds " + entry + " with another checksum than its text says");
            }
            arrays.put(group.name(), array(bytes, group, dataType, entry));
        }
        return arrays;
    }

    private static void checkGroup(ParameterGroup group, String entry, JsonNode node) {
        boolean same = node.path("name").asText().equals(group.name())
                && node.path("role").asText().equals(group.role().name())
                && node.path("file").asText().equals(entry)
                && node.path("shape").toString().equals(group.shape().toString().replace(" ", ""));
        if (!same) {
            throw new ModelFormatException("lists the array " + node + " where its architecture has " + group);
        }
    }

    /** Most bytes that the array's entry can have. */
    private static long expectedBytes(ParameterGroup group, DataType dataType, String entry) {
        long size = NumpyArray.size(group.shape().toArray());
        if (size < 0) {
            throw new ModelFormatException(
                    "claims the shape " + group.shape() + " for " + entry + ", which is more than one array can hold");
        }
        return size * dataType.width() + 64 * 1024;
    }

    private static NumpyArray array(byte[] bytes, ParameterGroup group, DataType dataType, String entry)
            throws IOException {
        try (InputStream in = new ByteArrayInputStream(bytes)) {
            NpyFormat.Header header = NpyFormat.readHeader(in, entry);
            NumpyArray array = NpyFormat.readElements(in, header, entry);
            boolean fits = array.isDouble() == (dataType == DataType.DOUBLE)
                    && Arrays.equals(array.shape(), group.shape().toArray());
            if (!fits) {
                throw new ModelFormatException("holds " + entry + " as " + array + " but its architecture has "
                        + dataType + " " + group.shape());
            }
            return array;
        }
    }

    /** The entries of a zip, each read once. */
    private static final class Entries {
        private final ZipFile zip;
        private final Set<String> left = new HashSet<>();

        Entries(ZipFile zip) {
            this.zip = zip;
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getMethod() != ZipEntry.STORED) {
                    throw new ModelFormatException("has a compressed entry, " + entry.getName());
                }
                if (!left.add(entry.getName())) {
                    throw new ModelFormatException("has two entries " + entry.getName());
                }
            }
        }

        byte[] bytes(String name, long most) throws IOException {
            ZipEntry entry = zip.getEntry(name);
            if (entry == null || !left.remove(name)) {
                throw new ModelFormatException("has no " + name);
            }
            if (entry.getSize() > most || entry.getSize() > Integer.MAX_VALUE - 8) {
                throw new ModelFormatException(
                        "has " + entry.getSize() + " bytes of " + name + ": there must be at most " + most);
            }
            try (InputStream in = zip.getInputStream(entry)) {
                return in.readNBytes((int) Math.min(most, Integer.MAX_VALUE - 8));
            }
        }

        void checkNoneLeft() {
            if (!left.isEmpty()) {
                throw new ModelFormatException(
                        "has the entry " + left.iterator().next() + ", which belongs to no model");
            }
        }
    }
}
