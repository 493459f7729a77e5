package org.kutta.nn.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kutta.adjoint.certificate.GradientCertificate;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;

/** Writes a model file: {@code model.json}, the arrays, the seal. */
final class ModelWriter {
    static final String FORMAT = "kutta-model";
    static final int FORMAT_VERSION = 1;
    static final String JSON = "model.json";
    static final String PARAMETERS = "parameters";
    static final String STATE = "state";

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ValueCodec codec;

    ModelWriter(ModelRegistry registry) {
        this.codec = new ValueCodec(registry);
    }

    void write(SavedModel model, Path file) throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        ObjectNode json = MAPPER.createObjectNode();
        json.put("format", FORMAT);
        json.put("formatVersion", FORMAT_VERSION);
        json.put("libraryVersion", model.libraryVersion());
        json.put("dataType", model.dataType().name());
        json.set("inputShape", codec.write(model.inputShape(), Shape.class));
        json.set("architecture", codec.write(model.layer(), Layer.class));
        json.set("metadata", codec.write(model.metadata(), ModelMetadata.class));
        json.set(
                "gradientCertificate",
                model.certificate().isPresent()
                        ? codec.write(model.certificate().get(), GradientCertificate.class)
                        : json.nullNode());
        json.set(PARAMETERS, groups(PARAMETERS, model.parameterGroups(), model.parameters(), arrays));
        json.set(STATE, groups(STATE, model.stateGroups(), model.state(), arrays));
        byte[] text = MAPPER.writeValueAsBytes(json);
        WholeFile.write(
                file,
                out -> {
                    StoredZip zip = new StoredZip(out);
                    zip.comment(Seal.blank());
                    zip.add(JSON, text);
                    for (Map.Entry<String, byte[]> entry : arrays.entrySet()) {
                        zip.add(entry.getKey(), entry.getValue());
                    }
                    zip.finish();
                },
                Seal::put);
    }

    private static ArrayNode groups(
            String folder, List<ParameterGroup> groups, Map<String, NumpyArray> values, Map<String, byte[]> arrays) {
        ArrayNode list = MAPPER.createArrayNode();
        for (ParameterGroup group : groups) {
            NumpyFiles.checkName(group.name());
            byte[] bytes = NpyFormat.write(Objects.requireNonNull(values.get(group.name()), group.name()));
            String entry = folder + "/" + group.name() + ".npy";
            arrays.put(entry, bytes);
            ObjectNode node = list.addObject();
            node.put("name", group.name());
            node.put("role", group.role().name());
            ArrayNode shape = node.putArray("shape");
            for (long axis : group.shape().toArray()) {
                shape.add(axis);
            }
            node.put("file", entry);
            node.put("sha256", Seal.sha256(bytes));
        }
        return list;
    }
}
