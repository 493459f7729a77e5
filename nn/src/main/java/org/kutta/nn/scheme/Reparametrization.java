package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.StackWeights;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Turns a trained network with {@link RepConv} blocks into one with a single convolution in the place of each, for inference, with equal outputs up to rounding.
 *
 * <p>A batch norm with running statistics is {@code s x + (shift - s mean)}, {@code s = scale / sqrt(variance + epsilon)}, for each channel. So each branch is a convolution with
 * bias: the 3x3 kernel times {@code s}, the 1x1 kernel in the middle of a 3x3 one, the identity as a kernel with {@code s} in the middle of each channel; and convolutions of one input
 * add up. The weights are added in double.
 *
 * <p>Blocks are found within {@link Sequential}s and within the sub-networks of {@link RungeKuttaStack}s with
 * weights of their own or shared ones; every other layer stays as it is.
 */
public final class Reparametrization {

    private final double[] parameters;
    private final double[] state;
    private final List<double[]> newParameters = new ArrayList<>();
    private final List<double[]> newState = new ArrayList<>();
    private int parameterOffset;
    private int stateOffset;

    private Reparametrization(double[] parameters, double[] state) {
        this.parameters = parameters;
        this.state = state;
    }

    /**
     * A network with the same outputs in {@link org.kutta.nn.layer.Mode#EVALUATE}, up to rounding.
     *
     * @param network a network; not modified
     * @return a new network of the same data type with numbers of its own; the caller closes it
     */
    public static Network fuse(Network network) {
        Reparametrization work =
                new Reparametrization(NativeArrays.toHeap(network.parameters()), NativeArrays.toHeap(network.state()));
        Layer layer = work.fuse(network.layer(), network.inputShape());
        Network fused = Network.of(layer, network.inputShape(), network.dataType(), 0);
        write(work.newParameters, fused.parameters());
        write(work.newState, fused.state());
        return fused;
    }

    private static void write(List<double[]> parts, INDArray target) {
        if (!target.isEmpty()) {
            NativeArrays.write(parts.stream().flatMapToDouble(Arrays::stream).toArray(), target);
        }
    }

    private Layer fuse(Layer layer, Shape input) {
        if (layer instanceof RepConv block) {
            return fuse(block, Math.toIntExact(input.dim(-1)));
        }
        if (layer instanceof Sequential sequential) {
            List<Layer> layers = new ArrayList<>();
            Shape shape = input;
            for (Layer child : sequential.layers()) {
                layers.add(fuse(child, shape));
                shape = child.outputShape(shape);
            }
            return new Sequential(layers);
        }
        if (layer instanceof RungeKuttaStack stack && stack.weights() != StackWeights.IN_TIME) {
            return fuse(stack, input);
        }
        newParameters.add(nextParameters(Math.toIntExact(layer.parameterCount(input))));
        newState.add(nextState(Math.toIntExact(layer.stateCount(input))));
        return layer;
    }

    /** Sub-networks in the order of their numbers; all of them become the same layer. */
    private Layer fuse(RungeKuttaStack stack, Shape input) {
        Layer subnet = stack.subnet();
        Optional<Layer> after = stack.afterSum();
        boolean shared = stack.weights() == StackWeights.SHARED;
        int steps = shared ? 1 : stack.mesh().steps();
        int stages = shared ? 1 : stack.tableau().stackStages();
        for (int n = 0; n < steps; n++) {
            for (int i = 0; i < stages; i++) {
                subnet = fuse(stack.subnet(), input);
            }
            after = stack.afterSum().map(layer -> fuse(layer, input));
        }
        return new RungeKuttaStack(stack.tableau(), stack.mesh(), subnet, stack.weights(), after);
    }

    private Layer fuse(RepConv block, int channels) {
        int filters = block.filters();
        double[] kernel = new double[9 * channels * filters];
        double[] bias = new double[filters];
        double[] taps = nextParameters(9 * channels * filters);
        double[] factor = norm(filters, bias);
        for (int i = 0; i < taps.length; i++) {
            kernel[i] = taps[i] * factor[i % filters];
        }
        int middle = 4 * channels * filters;
        taps = nextParameters(channels * filters);
        factor = norm(filters, bias);
        for (int i = 0; i < taps.length; i++) {
            kernel[middle + i] += taps[i] * factor[i % filters];
        }
        if (block.hasIdentity(channels)) {
            factor = norm(filters, bias);
            for (int c = 0; c < channels; c++) {
                kernel[middle + c * filters + c] += factor[c];
            }
        }
        newParameters.add(kernel);
        newParameters.add(bias);
        return block.fused();
    }

    /** The factors of the next batch norm, whose constants are added to {@code bias}. */
    private double[] norm(int filters, double[] bias) {
        double[] scale = nextParameters(filters);
        double[] shift = nextParameters(filters);
        double[] mean = nextState(filters);
        double[] variance = nextState(filters);
        for (int c = 0; c < filters; c++) {
            scale[c] /= Math.sqrt(variance[c] + RepConv.NORM.epsilon());
            bias[c] += shift[c] - scale[c] * mean[c];
        }
        return scale;
    }

    private double[] nextParameters(int count) {
        parameterOffset += count;
        return Arrays.copyOfRange(parameters, parameterOffset - count, parameterOffset);
    }

    private double[] nextState(int count) {
        stateOffset += count;
        return Arrays.copyOfRange(state, stateOffset - count, stateOffset);
    }
}
