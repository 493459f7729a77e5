package org.kutta.nn.scheme;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What rounding does to a reversible stack: how far the states that the backward pass makes anew are from those of the forward pass, and the gradient from that of the same stack with every
 * state kept.
 *
 * <p>Errors are Euclidean norms of differences over norms. They are not finite where the states are not.
 *
 * @param states error of the two states before block {@code n}, as made from the output; the first is that of the input
 * @param gradient error of the parameters' gradient for the cotangent that equals the output
 */
public record ReversibleDrift(ImmutableDoubleArray states, double gradient) {

    /**
     * Measures a stack on a batch, in training mode. Slow: everything goes over the Java heap.
     *
     * @param network a network that is a {@link ReversibleStack}; not modified
     * @param input {@code [batch, input shape]}
     * @return the errors
     * @throws IllegalArgumentException if the network is something else
     */
    public static ReversibleDrift of(Network network, INDArray input) {
        Checks.check(
                network.layer() instanceof ReversibleStack,
                "drift is measured of a reversible stack, not of %s",
                network.layer().name());
        ReversibleStack stack = (ReversibleStack) network.layer();
        double[] drifting = gradient(network, input);
        double[] kept;
        try (Network everyState = network.reread(stack.withCheckpoints(1))) {
            kept = gradient(everyState, input);
        }
        return new ReversibleDrift(states(network, stack, input), error(drifting, kept));
    }

    private static double[] gradient(Network network, INDArray input) {
        try (NetworkPlan plan = network.plan(Math.toIntExact(input.size(0)), Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            NativeArrays.copy(input, plan.input());
            plan.forward();
            NativeArrays.copy(plan.output(), plan.outputBar());
            plan.backward();
            return NativeArrays.toHeap(gradient);
        }
    }

    private static ImmutableDoubleArray states(Network network, ReversibleStack stack, INDArray input) {
        int batch = Math.toIntExact(input.size(0));
        double[] errors = new double[stack.blocks()];
        try (PlanBinding binding = new PlanBinding(network.dataType(), batch, Mode.TRAIN);
                PlanContext context = binding.newFrame();
                ReversiblePlan plan =
                        new ReversiblePlan(stack, context, input, network.parameters(), network.state())) {
            List<double[]> before = new ArrayList<>();
            plan.forward(0, () -> before.add(both(plan)));
            plan.toEnd();
            for (int n = stack.blocks() - 1; n >= 0; n--) {
                plan.undo(n);
                errors[n] = error(both(plan), before.get(n));
                plan.restore(n);
            }
        }
        return ImmutableDoubleArray.copyOf(errors);
    }

    private static double[] both(ReversiblePlan plan) {
        return plan.states().stream()
                .flatMapToDouble(state -> Arrays.stream(NativeArrays.toHeap(state)))
                .toArray();
    }

    private static double error(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < actual.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return size == 0 ? Math.sqrt(difference) : Math.sqrt(difference / size);
    }

    /** {@return the greatest error of a state; NaN if one is not a number} */
    public double largest() {
        double largest = 0;
        for (int n = 0; n < states.length(); n++) {
            largest = Math.max(largest, states.get(n));
        }
        return largest;
    }
}
