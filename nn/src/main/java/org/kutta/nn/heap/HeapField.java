package org.kutta.nn.heap;

import java.util.SplittableRandom;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.parallel.Crew;
import org.kutta.solver.Checks;

/**
 * A dense network as a vector field on {@code double[]}: a batch {@code [batch, features]}, row-major.
 *
 * <p>For networks so small that a native call costs more than the arithmetic. Evaluating and pulling back allocate nothing and
 * touch no native library. The parameters are one flat vector in the order of {@link Layer#parameters}, so that they may be
 * copied to and from the same network on ND4J arrays. A row of the result has the same bits alone and in a batch of any size,
 * and with any number of threads. Thread-safe; each {@link #bind} has its own buffers. Non-finite values are passed on.
 *
 * <p>Linearizations are {@link org.kutta.adjoint.TangentLinearization}s; where an activation has a kink, its second derivative
 * counts as 0.
 */
public final class HeapField implements DifferentiableField<double[]> {
    private static final long PREFERRED_WORK = 30_000;

    /** As many as a network on ND4J arrays may have in a group: beyond it no array on the heap holds them. */
    private static final long MOST_PARAMETERS = 1 << 30;

    private final Layer layer;
    private final int features;
    private final double[] parameters;
    private final ParameterLayout layout;
    private final Crew crew;

    private HeapField(Layer layer, int features, double[] parameters, ParameterLayout layout, Crew crew) {
        this.layer = layer;
        this.features = features;
        this.parameters = parameters;
        this.layout = layout;
        this.crew = crew;
    }

    /**
     * A field with the given parameters.
     *
     * @param layer a dense layer, with the time or without, an activation, or a sequence of such, with as many outputs as inputs
     * @param features number of components of one sample, at least 1
     * @param parameters the parameters; live, not copied
     * @return the field
     * @throws IllegalArgumentException if a layer has no form on the heap, the layer changes the number of features, or the
     *     number of parameters is not the layer's
     */
    public static HeapField of(Layer layer, int features, double[] parameters) {
        Shape shape = Shape.of(Checks.atLeast("features", features, 1));
        Shape output = layer.outputShape(shape);
        Checks.check(
                output.equals(shape),
                "a vector field must preserve the shape of the state, but %s maps %s to %s",
                layer.name(),
                shape,
                output);
        return new HeapField(layer, features, parameters, layout(layer, features, parameters), Crew.SHARED);
    }

    /** {@return the groups of a network that has a form on the heap} */
    static ParameterLayout layout(Layer layer, int features, double[] parameters) {
        ParameterLayout layout = ParameterGroup.layoutOf(layer.parameters(Shape.of(features)));
        Checks.check(
                parameters.length == layout.size(),
                "parameters have length %s, the layer has %s",
                parameters.length,
                layout.size());
        HeapLayers.check(layer, features);
        return layout;
    }

    /**
     * A freshly initialised field.
     *
     * @param layer a dense layer, with the time or without, an activation, or a sequence of such, with as many outputs as inputs
     * @param features number of components of one sample, at least 1
     * @param seed seed of the initial parameters; the same as in a network on ND4J arrays
     * @return the field
     * @throws IllegalArgumentException if a layer has no form on the heap, the layer changes the number of features, or it has more than 2^30 parameters
     */
    public static HeapField of(Layer layer, int features, long seed) {
        Shape shape = Shape.of(Checks.atLeast("features", features, 1));
        long count = layer.parameterCount(shape);
        Checks.check(count <= MOST_PARAMETERS, "parameters of " + layer.name(), count, "must be at most 2^30");
        return of(layer, features, layer.initialParameters(shape, new SplittableRandom(seed)));
    }

    /**
     * The field of a network, with a copy of its parameters.
     *
     * @param network a network on ND4J arrays whose samples are vectors
     * @return the field; {@link #readFrom} and {@link #writeTo} copy the parameters again
     * @throws IllegalArgumentException if the samples are no vectors, a layer has no form on the heap, or the network changes the
     *     number of features
     */
    public static HeapField of(Network network) {
        Shape shape = network.inputShape();
        Checks.check(shape.rank() == 1, "input shape", shape, "must be [features] for a field on the heap");
        int count = Math.toIntExact(network.parameters().length());
        HeapField field = of(network.layer(), Math.toIntExact(shape.dim(0)), new double[count]);
        field.readFrom(network);
        return field;
    }

    /**
     * Overwrites the parameters by those of a network.
     *
     * @param network a network of the same layer
     * @throws IllegalArgumentException if its layer differs
     */
    public void readFrom(Network network) {
        checkLayer(network);
        if (parameters.length > 0) {
            System.arraycopy(network.parameters().toDoubleVector(), 0, parameters, 0, parameters.length);
        }
    }

    /**
     * Overwrites the parameters of a network; in a FLOAT network they are rounded.
     *
     * @param network a network of the same layer
     * @throws IllegalArgumentException if its layer differs
     */
    public void writeTo(Network network) {
        checkLayer(network);
        if (parameters.length > 0) {
            NativeArrays.write(parameters, network.parameters());
        }
    }

    private void checkLayer(Network network) {
        Checks.check(
                network.layer().equals(layer) && network.inputShape().equals(Shape.of(features)),
                "network (%s of %s) must be of the field's layer (%s of %s)",
                network.layer().name(),
                network.inputShape(),
                layer.name(),
                Shape.of(features));
    }

    /**
     * Whether this field rather than the one on ND4J arrays is to be taken where nobody has chosen.
     *
     * <p>The rule goes by size alone: yes if a pass takes at most 30,000 multiply-adds, that is, the batch times the number of
     * weights. Below, native calls cost more than the arithmetic; far above, the blocked products of a native library win.
     *
     * @param batch number of samples
     * @return whether to compute on the heap
     */
    public boolean isPreferredFor(int batch) {
        return (long) parameters.length * batch <= PREFERRED_WORK;
    }

    /**
     * {@return the same field, on the same live parameters, whose passes stay in the thread that asks for them}
     *
     * <p>Otherwise a pass of more than 200,000 multiply-adds is shared out among as many threads as there are processors, one
     * caller at a time. The results are the same bit for bit.
     */
    public HeapField singleThreaded() {
        return withCrew(Crew.ALONE);
    }

    HeapField withCrew(Crew other) {
        return new HeapField(layer, features, parameters, layout, other);
    }

    /** {@return the layer that the field computes} */
    public Layer layer() {
        return layer;
    }

    /** {@return the number of components of one sample} */
    public int features() {
        return features;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public double[] parameters() {
        return parameters;
    }

    @Override
    public BoundHeapField bind(double[] like) {
        Checks.check(
                like.length > 0 && like.length % features == 0,
                "y has length %s but the field expects [batch, %s]",
                like.length,
                features);
        return new BoundHeapField(layer, features, parameters, like.length / features, crew);
    }
}
