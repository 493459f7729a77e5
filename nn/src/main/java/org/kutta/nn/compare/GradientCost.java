package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.nn.Network;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Loss;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

/**
 * What one way of solving a trained model and of taking its gradient costs, and how exact it is. Errors are relative to the exact flow: Dormand-Prince 8(5,3) to a
 * tolerance of 1e-11 and the discrete gradient of that solve.
 *
 * @param tableau name of the tableau
 * @param setting the steps or the tolerance, for tables
 * @param method name of the gradient method
 * @param nfeForward evaluations in a forward pass
 * @param nfeBackward evaluations pulled back, or made again, in a backward pass
 * @param bytes native memory of the gradient, the states and all plans
 * @param outputError norm of the difference of the network's outputs, relative to the norm of the exact ones
 * @param gradientError the same of the gradient of all parameters
 * @param accuracy share of the samples classified rightly
 * @param efficient whether no other way is at least as good in evaluations, memory and gradient error, and better in one of them
 * @param failure why it failed; empty if it did not; figures are NaN or 0 after a failure
 */
public record GradientCost(
        String tableau,
        String setting,
        String method,
        long nfeForward,
        long nfeBackward,
        long bytes,
        double outputError,
        double gradientError,
        double accuracy,
        boolean efficient,
        String failure) {

    private static final double EXACT = 1e-11;

    /**
     * A way to solve.
     *
     * @param setting the steps or the tolerance, for tables
     * @param solver the solver
     */
    public record Way(String setting, OdeSolver solver) {}

    /** {@return all evaluations, forward and backward} */
    public long nfe() {
        return nfeForward + nfeBackward;
    }

    /**
     * Measures a trained model under every way and method.
     *
     * @param place its block; the network must be of type DOUBLE, so that rounding hides no error
     * @param loss what the gradient is of
     * @param batch samples of the same type; not modified
     * @param ways ways to solve, over the block's interval
     * @param methods gradient methods
     * @return ways times methods; one that cannot be has its failure
     */
    public static ImmutableList<GradientCost> measure(
            PlacedBlock place, Loss loss, DataSet batch, List<Way> ways, List<GradientMethod> methods) {
        if (place.network().dataType() != DataType.DOUBLE) {
            throw new IllegalArgumentException(
                    "network (" + place.network().dataType() + ") must be of type DOUBLE to measure errors");
        }
        OdeSolver exact = OdeSolver.adaptive(Tableaus.DOP853).tolerances(EXACT, EXACT);
        Pass reference = Pass.of(place, loss, batch, exact, DiscreteAdjoint.storeAll());
        ImmutableList.Builder<GradientCost> all = ImmutableList.builder();
        for (Way way : ways) {
            for (GradientMethod method : methods) {
                all.add(one(place, loss, batch, way, method, reference));
            }
        }
        return withFront(all.build());
    }

    private static GradientCost one(
            PlacedBlock place, Loss loss, DataSet batch, Way way, GradientMethod method, Pass reference) {
        String tableau = way.solver().tableau().name();
        try {
            Pass pass = Pass.of(place, loss, batch, way.solver(), method);
            return new GradientCost(
                    tableau,
                    way.setting(),
                    method.name(),
                    pass.forward,
                    pass.backward,
                    pass.bytes,
                    relative(pass.output, reference.output),
                    relative(pass.gradient, reference.gradient),
                    Shares.right(
                            pass.output,
                            NativeArrays.toHeap(batch.getLabels()),
                            batch.getLabels().size(-1)),
                    false,
                    "");
        } catch (SolveFailedException | IllegalArgumentException e) {
            return new GradientCost(
                    tableau,
                    way.setting(),
                    method.name(),
                    0,
                    0,
                    0,
                    Double.NaN,
                    Double.NaN,
                    Double.NaN,
                    false,
                    String.valueOf(e.getMessage()));
        }
    }

    /** Marks those that no other dominates. */
    static ImmutableList<GradientCost> withFront(List<GradientCost> all) {
        return all.stream()
                .map(one -> new GradientCost(
                        one.tableau,
                        one.setting,
                        one.method,
                        one.nfeForward,
                        one.nfeBackward,
                        one.bytes,
                        one.outputError,
                        one.gradientError,
                        one.accuracy,
                        one.failure.isEmpty() && all.stream().noneMatch(other -> other.dominates(one)),
                        one.failure))
                .collect(ImmutableList.toImmutableList());
    }

    private boolean dominates(GradientCost other) {
        List<ToDoubleFunction<GradientCost>> costs =
                List.of(GradientCost::nfe, cost -> cost.bytes, cost -> cost.gradientError);
        return failure.isEmpty()
                && costs.stream().allMatch(cost -> cost.applyAsDouble(this) <= cost.applyAsDouble(other))
                && costs.stream().anyMatch(cost -> cost.applyAsDouble(this) < cost.applyAsDouble(other));
    }

    private static double relative(double[] value, double[] reference) {
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < value.length; i++) {
            difference += (value[i] - reference[i]) * (value[i] - reference[i]);
            norm += reference[i] * reference[i];
        }
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }

    /** One forward and one backward pass. */
    private static final class Pass {
        final double[] output;
        final double[] gradient;
        final long forward;
        final long backward;
        final long bytes;

        private Pass(NetworkTrainable model, int batch) {
            output = NativeArrays.toHeap(model.planFor(batch).orElseThrow().output());
            gradient = NativeArrays.toHeap(model.gradient());
            forward = model.nfeForward();
            backward = model.nfeBackward();
            bytes = model.bytes();
        }

        static Pass of(PlacedBlock place, Loss loss, DataSet batch, OdeSolver solver, GradientMethod method) {
            OdeBlock block = place.block();
            OdeBlock other = OdeBlock.of(block.field(), solver, method, block.t0(), block.t1());
            try (Network network = place.reread(other);
                    NetworkTrainable model = new NetworkTrainable(network, loss, 1)) {
                double value = model.lossAndGradient(batch);
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException("loss is " + value);
                }
                return new Pass(model, Math.toIntExact(model.samples(batch)));
            }
        }
    }
}
