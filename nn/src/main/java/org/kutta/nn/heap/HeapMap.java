package org.kutta.nn.heap;

import java.util.SplittableRandom;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.parallel.Crew;
import org.kutta.solver.Checks;

/**
 * A dense network on {@code double[]} with any number of outputs: {@code [batch, inputs]} to {@code [batch, outputs]}, row-major. For what stands beside a field: the
 * encoder and decoder of a latent neural ODE, the acceleration of a second-order one.
 *
 * <p>Parameters, threads and bits are as in {@link HeapField}.
 */
public final class HeapMap {
    private final Layer layer;
    private final int inputs;
    private final int outputs;
    private final double[] parameters;
    private final ParameterLayout layout;

    private HeapMap(Layer layer, int inputs, double[] parameters) {
        this.layer = layer;
        this.inputs = Checks.atLeast("inputs", inputs, 1);
        this.outputs = Math.toIntExact(layer.outputShape(Shape.of(inputs)).size());
        this.parameters = parameters;
        this.layout = HeapField.layout(layer, inputs, parameters);
    }

    /**
     * A network with the given parameters.
     *
     * @param layer a dense layer, with the time or without, an activation, or a sequence of such
     * @param inputs number of components of one input, at least 1
     * @param parameters the parameters; live, not copied
     * @return the network
     * @throws IllegalArgumentException if a layer has no form on the heap, or the number of parameters is not the layer's
     */
    public static HeapMap of(Layer layer, int inputs, double[] parameters) {
        return new HeapMap(layer, inputs, parameters);
    }

    /**
     * A freshly initialised network.
     *
     * @param layer a dense layer, with the time or without, an activation, or a sequence of such
     * @param inputs number of components of one input, at least 1
     * @param seed seed of the initial parameters
     * @return the network
     * @throws IllegalArgumentException if a layer has no form on the heap
     */
    public static HeapMap of(Layer layer, int inputs, long seed) {
        Shape shape = Shape.of(Checks.atLeast("inputs", inputs, 1));
        return of(layer, inputs, layer.initialParameters(shape, new SplittableRandom(seed)));
    }

    /** {@return the layer that the network computes} */
    public Layer layer() {
        return layer;
    }

    /** {@return the number of components of one input} */
    public int inputs() {
        return inputs;
    }

    /** {@return the number of components of one output} */
    public int outputs() {
        return outputs;
    }

    /** {@return the groups of the parameters} */
    public ParameterLayout layout() {
        return layout;
    }

    /** {@return the parameters, one flat vector, live} */
    public double[] parameters() {
        return parameters;
    }

    /**
     * Allocates what evaluations of one batch size need. Where its methods speak of a derivative, read the output.
     *
     * @param batch number of rows, at least 1
     * @return the bound network, whose passes stay in the calling thread
     */
    public BoundHeapField bind(int batch) {
        return new BoundHeapField(layer, inputs, parameters, Checks.atLeast("batch", batch, 1), Crew.ALONE);
    }
}
