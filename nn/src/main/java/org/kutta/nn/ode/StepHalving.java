package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;

/**
 * Halves the steps of every stack of a network, with weights that make it the same function of time as before: what a network that has learned an ODE survives.
 *
 * <p>{@code SHARED}: the weights stay. {@code IN_TIME}: {@code theta(t)} stays the same function; piecewise bases get twice as many pieces, so that training can go
 * on with more freedom. {@code PER_STAGE}: both halves of a step get copies of its sub-networks; there is no ODE behind it that this would refine.
 *
 * @see "Queiruga et al.: Continuous-in-depth neural networks, arXiv 2008.02389"
 */
public final class StepHalving {
    private StepHalving() {}

    /**
     * A network with halved steps.
     *
     * @param network the network; not modified
     * @return a network of its own, with copies of parameters and state
     * @throws IllegalArgumentException if a stack has a layer after the sum, which would act twice as often
     */
    public static Network of(Network network) {
        Layer fine = refined(network.layer());
        Network result = Network.of(fine, network.inputShape(), network.dataType(), 0);
        Vectors vectors = new Vectors(NativeArrays.toHeap(network.parameters()), NativeArrays.toHeap(network.state()));
        vectors.copy(network.layer(), network.inputShape());
        if (!network.parameters().isEmpty()) {
            NativeArrays.write(vectors.parametersOut.toArray(), result.parameters());
        }
        if (!network.state().isEmpty()) {
            NativeArrays.write(vectors.stateOut.toArray(), result.state());
        }
        return result;
    }

    /**
     * The layer with halved steps: a stack, or the stacks of a sequence, however deep.
     *
     * @param layer the layer
     * @return its refinement; the layer itself where it has no stacks
     * @throws IllegalArgumentException if a stack has a layer after the sum
     */
    public static Layer refined(Layer layer) {
        if (layer instanceof Sequential sequence) {
            return new Sequential(
                    sequence.layers().stream().map(StepHalving::refined).toList());
        }
        if (!(layer instanceof RungeKuttaStack stack)) {
            return layer;
        }
        if (stack.afterSum().isPresent()) {
            throw new IllegalArgumentException(stack.name() + " cannot be refined: the layer after its sums ("
                    + stack.afterSum().get().name() + ") would act twice as often");
        }
        Layer subnet = stack.subnet() instanceof TimeVarying field
                ? new TimeVarying(field.layer(), field.basis().refined())
                : stack.subnet();
        return new RungeKuttaStack(stack.tableau(), stack.mesh().halved(), subnet, stack.weights(), stack.afterSum());
    }

    /** The numbers of a network, cut off its front layer by layer. */
    private static final class Vectors {
        private final double[] parameters;
        private final double[] state;
        private final Out parametersOut = new Out();
        private final Out stateOut = new Out();
        private int parameterOffset;
        private int stateOffset;

        Vectors(double[] parameters, double[] state) {
            this.parameters = parameters;
            this.state = state;
        }

        void copy(Layer layer, Shape input) {
            if (layer instanceof Sequential) {
                for (LayerPart part : layer.parts(input)) {
                    copy(part.layer(), part.input());
                }
                return;
            }
            int count = Math.toIntExact(layer.parameterCount(input));
            int stateCount = Math.toIntExact(layer.stateCount(input));
            double[] own = Arrays.copyOfRange(parameters, parameterOffset, parameterOffset + count);
            double[] ownState = Arrays.copyOfRange(state, stateOffset, stateOffset + stateCount);
            parameterOffset += count;
            stateOffset += stateCount;
            if (layer instanceof RungeKuttaStack stack && stack.weights() == StackWeights.PER_STAGE) {
                parametersOut.addTwice(own, stack.mesh().steps());
                stateOut.addTwice(ownState, stack.mesh().steps());
            } else if (layer instanceof RungeKuttaStack stack && stack.subnet() instanceof TimeVarying field) {
                parametersOut.addInterpolated(own, field.basis());
                stateOut.add(ownState);
            } else {
                parametersOut.add(own);
                stateOut.add(ownState);
            }
        }
    }

    /** Numbers one after the other. */
    private static final class Out {
        private final List<double[]> parts = new ArrayList<>();

        void add(double[] part) {
            parts.add(part);
        }

        void addTwice(double[] vector, int steps) {
            int length = vector.length / steps;
            for (int n = 0; n < 2 * steps; n++) {
                add(Arrays.copyOfRange(vector, n / 2 * length, (n / 2 + 1) * length));
            }
        }

        void addInterpolated(double[] coefficients, TimeBasis basis) {
            double[] nodes = basis.refined().nodes();
            if (nodes.length == 0) {
                add(coefficients);
                return;
            }
            int length = coefficients.length / basis.size();
            double[] values = new double[basis.size()];
            for (double t : nodes) {
                basis.values(t, values);
                double[] theta = new double[length];
                for (int k = 0; k < values.length; k++) {
                    for (int i = 0; i < length; i++) {
                        theta[i] += values[k] * coefficients[k * length + i];
                    }
                }
                add(theta);
            }
        }

        double[] toArray() {
            return parts.stream().flatMapToDouble(Arrays::stream).toArray();
        }
    }
}
