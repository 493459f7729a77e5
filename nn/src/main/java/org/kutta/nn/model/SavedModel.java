package org.kutta.nn.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kutta.adjoint.certificate.GradientCertificate;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with all its numbers as a value: what it computes, one array for each group of parameters and of state, and what is known about it. Immutable.
 *
 * <p>{@link #write} and {@link #read} keep it in a file, bit for bit. The file is a zip that NumPy opens too ({@code numpy.load}): {@code model.json} tells the
 * architecture with its tableaus, meshes, solvers and gradient methods, then come {@code parameters/<group>.npy} and {@code state/<group>.npy}. It is written
 * whole or not at all. A file that is truncated, altered in any byte, foreign, of a later format or inconsistent is refused with the reason. No code comes
 * from a file: it can only name records of a {@link ModelRegistry}.
 */
public final class SavedModel {
    private final Layer layer;
    private final Shape inputShape;
    private final DataType dataType;
    private final ImmutableMap<String, NumpyArray> parameters;
    private final ImmutableMap<String, NumpyArray> state;
    private final ModelMetadata metadata;
    private final Optional<GradientCertificate> certificate;
    private final String libraryVersion;

    SavedModel(
            Layer layer,
            Shape inputShape,
            DataType dataType,
            Map<String, NumpyArray> parameters,
            Map<String, NumpyArray> state,
            ModelMetadata metadata,
            Optional<GradientCertificate> certificate,
            String libraryVersion) {
        this.layer = layer;
        this.inputShape = inputShape;
        this.dataType = dataType;
        this.parameters = ImmutableMap.copyOf(parameters);
        this.state = ImmutableMap.copyOf(state);
        this.metadata = metadata;
        this.certificate = certificate;
        this.libraryVersion = libraryVersion;
    }

    /**
     * The present state of a network.
     *
     * @param network its vectors are copied
     * @return the model
     * @throws IllegalArgumentException if two groups have one name
     */
    public static SavedModel of(Network network) {
        return new SavedModel(
                network.layer(),
                network.inputShape(),
                network.dataType(),
                split(network.parameterGroups(), network.parameters()),
                split(network.stateGroups(), network.state()),
                ModelMetadata.empty(),
                Optional.empty(),
                LibraryVersion.CURRENT);
    }

    /**
     * The present state of a field on the heap.
     *
     * @param field its parameters are copied
     * @return the model, in double precision
     */
    public static SavedModel of(HeapField field) {
        return of(field.layer(), Shape.of(field.features()), field.parameters());
    }

    /**
     * A layer and its parameters on the heap.
     *
     * @param layer a layer without state
     * @param inputShape shape of one input sample
     * @param parameters all groups one after the other; copied
     * @return the model, in double precision
     * @throws IllegalArgumentException if the layer has state or another number of parameters
     */
    public static SavedModel of(Layer layer, Shape inputShape, double[] parameters) {
        layer.outputShape(inputShape);
        Checks.check(layer.state(inputShape).isEmpty(), "layer", layer.name(), "must have no state");
        Checks.check(
                parameters.length == layer.parameterCount(inputShape),
                "parameters have length %s, the layer has %s",
                parameters.length,
                layer.parameterCount(inputShape));
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        int offset = 0;
        for (ParameterGroup group : layer.parameters(inputShape)) {
            int end = offset + Math.toIntExact(group.size());
            double[] values = Arrays.copyOfRange(parameters, offset, end);
            put(arrays, group.name(), NumpyArray.own(group.shape().toArray(), values));
            offset = end;
        }
        return new SavedModel(
                layer,
                inputShape,
                DataType.DOUBLE,
                arrays,
                ImmutableMap.of(),
                ModelMetadata.empty(),
                Optional.empty(),
                LibraryVersion.CURRENT);
    }

    private static Map<String, NumpyArray> split(List<ParameterGroup> groups, INDArray vector) {
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        long offset = 0;
        for (ParameterGroup group : groups) {
            INDArray slice = NativeArrays.slice(vector, offset, group.size());
            put(arrays, group.name(), NativeNumbers.read(slice, group.shape().toArray()));
            offset += group.size();
        }
        return arrays;
    }

    private static void put(Map<String, NumpyArray> arrays, String name, NumpyArray array) {
        Checks.check(arrays.put(name, array) == null, "group", name, "must be named once in a model");
    }

    /**
     * Reads a file that {@link #write(Path)} wrote.
     *
     * @param file the file
     * @return the model
     * @throws IOException if the file cannot be read
     * @throws ModelFormatException if it is not such a file, whole and unaltered
     */
    public static SavedModel read(Path file) throws IOException {
        return read(file, ModelRegistry.standard());
    }

    /**
     * Reads a file with layers of one's own.
     *
     * @param file the file
     * @param registry the names of all records that it may hold
     * @return the model
     * @throws IOException if the file cannot be read
     * @throws ModelFormatException if it is not such a file, whole and unaltered
     */
    public static SavedModel read(Path file, ModelRegistry registry) throws IOException {
        return new ModelReader(registry).read(file);
    }

    /**
     * Writes the model. The same model gives the same bytes.
     *
     * @param file where; an existing file is replaced, whole or not at all
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if a layer has no name in the registry, or a group a name that no zip should have
     */
    public void write(Path file) throws IOException {
        write(file, ModelRegistry.standard());
    }

    /**
     * Writes a model with layers of one's own.
     *
     * @param file where; an existing file is replaced, whole or not at all
     * @param registry the names of all records that the model holds
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if a layer has no name in the registry, or a group a name that no zip should have
     */
    public void write(Path file, ModelRegistry registry) throws IOException {
        new ModelWriter(registry).write(this, file);
    }

    /**
     * {@return a network of its own with these numbers}
     */
    public Network toNetwork() {
        return Network.holding(
                layer,
                inputShape,
                NativeNumbers.join(dataType, parameters.values()),
                NativeNumbers.join(dataType, state.values()));
    }

    /**
     * Overwrites the numbers of a network.
     *
     * @param network a network with the same groups and data type; its layer may differ in other things
     * @throws IllegalArgumentException if it has others
     */
    public void copyTo(Network network) {
        Checks.check(network.dataType() == dataType, "data type", network.dataType(), "must be " + dataType);
        requireSame("parameters", layer.parameters(inputShape), network.parameterGroups());
        requireSame("state", layer.state(inputShape), network.stateGroups());
        NativeNumbers.write(parameters.values(), network.parameters());
        NativeNumbers.write(state.values(), network.state());
    }

    private static void requireSame(String what, List<ParameterGroup> mine, List<ParameterGroup> others) {
        Checks.check(mine.equals(others), "the %s of the network must be %s but are %s", what, mine, others);
    }

    /**
     * {@return a field on the heap with these numbers}
     *
     * @throws IllegalArgumentException if the samples are no vectors, a layer has no form on the heap, or the number of features changes
     */
    public HeapField toHeapField() {
        Checks.check(inputShape.rank() == 1, "input shape", inputShape, "must be [features] for a field on the heap");
        return HeapField.of(layer, Math.toIntExact(inputShape.dim(0)), flatParameters());
    }

    /** {@return all parameters one after the other, a copy: those in single precision widened} */
    public double[] flatParameters() {
        return parameters.values().stream()
                .flatMapToDouble(array -> Arrays.stream(array.toDoubles()))
                .toArray();
    }

    /**
     * {@return this model with other metadata}
     *
     * @param other what is known about it
     */
    public SavedModel withMetadata(ModelMetadata other) {
        return new SavedModel(layer, inputShape, dataType, parameters, state, other, certificate, libraryVersion);
    }

    /**
     * {@return this model with a certificate of its gradient}
     *
     * @param result what a certifier found for this model
     */
    public SavedModel withCertificate(GradientCertificate result) {
        return new SavedModel(
                layer, inputShape, dataType, parameters, state, metadata, Optional.of(result), libraryVersion);
    }

    /** This model with other numbers, of the same groups. A certificate was for the old ones. */
    SavedModel withArrays(Map<String, NumpyArray> newParameters, Map<String, NumpyArray> newState) {
        return new SavedModel(
                layer, inputShape, dataType, newParameters, newState, metadata, Optional.empty(), libraryVersion);
    }

    /** {@return what the network computes} */
    public Layer layer() {
        return layer;
    }

    /** {@return shape of one input sample} */
    public Shape inputShape() {
        return inputShape;
    }

    /** {@return FLOAT or DOUBLE} */
    public DataType dataType() {
        return dataType;
    }

    /** {@return the parameters, an array for each group in their order} */
    public Map<String, NumpyArray> parameters() {
        return parameters;
    }

    /** {@return the state that is not trained, an array for each group in their order} */
    public Map<String, NumpyArray> state() {
        return state;
    }

    /** {@return the parameter groups in their order} */
    public List<ParameterGroup> parameterGroups() {
        return ImmutableList.copyOf(layer.parameters(inputShape));
    }

    /** {@return the state groups in their order} */
    public List<ParameterGroup> stateGroups() {
        return ImmutableList.copyOf(layer.state(inputShape));
    }

    /** {@return what is known about the model} */
    public ModelMetadata metadata() {
        return metadata;
    }

    /** {@return the certificate of its gradient, if one was added} */
    public Optional<GradientCertificate> certificate() {
        return certificate;
    }

    /** {@return the version of Kutta that made it} */
    public String libraryVersion() {
        return libraryVersion;
    }

    /** {@return whether the other model has the same network, the same bits and the same metadata and certificate} */
    @Override
    public boolean equals(Object other) {
        return other instanceof SavedModel that
                && layer.equals(that.layer)
                && inputShape.equals(that.inputShape)
                && dataType == that.dataType
                && parameters.equals(that.parameters)
                && state.equals(that.state)
                && metadata.equals(that.metadata)
                && certificate.equals(that.certificate);
    }

    @Override
    public int hashCode() {
        return 31 * layer.hashCode() + parameters.hashCode();
    }

    /** {@return layer, input shape and data type in one line} */
    @Override
    public String toString() {
        return layer.name() + " of " + inputShape + ", " + dataType;
    }
}
