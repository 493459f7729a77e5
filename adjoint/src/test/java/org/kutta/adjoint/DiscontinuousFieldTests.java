package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/** {@code y' = -p y + s(t)} where {@code s} jumps. */
class DiscontinuousFieldTests {
    private static final double JUMP = 1.0 / 3;
    private static final double BEFORE = 1;
    private static final double AFTER = -4;
    private static final double RATE = 0.8;

    private static final class Switched implements DifferentiableField<double[]> {
        private final double[] parameters = {RATE};
        private final double[] further;

        Switched(double... further) {
            this.further = further;
        }

        @Override
        public double[] parameters() {
            return parameters;
        }

        @Override
        public ParameterLayout layout() {
            return ParameterLayout.of("rate", 1);
        }

        @Override
        public BoundField<double[]> bind(double[] like) {
            return new BoundSwitched(parameters, further);
        }
    }

    private static final class BoundSwitched implements BoundField<double[]> {
        private final double[] p;
        private final double[] further;

        BoundSwitched(double[] p, double[] further) {
            this.p = p;
            this.further = further;
        }

        @Override
        public void evaluate(double t, double[] y, double[] dydt) {
            dydt[0] = -p[0] * y[0] + (t < JUMP ? BEFORE : AFTER);
        }

        @Override
        public double[] discontinuities(double t0, double t1) {
            boolean jumps = Math.min(t0, t1) <= JUMP && JUMP <= Math.max(t0, t1);
            return jumps
                    ? DoubleStream.concat(DoubleStream.of(JUMP), DoubleStream.of(further))
                            .toArray()
                    : new double[0];
        }

        @Override
        public Linearization<double[]> newLinearization() {
            double[] kept = new double[1];
            return new Linearization<>() {
                @Override
                public void at(double t, double[] y, double[] dydt) {
                    kept[0] = y[0];
                    evaluate(t, y, dydt);
                }

                @Override
                public double pullback(double[] w, double @Nullable [] yBar, double @Nullable [] parametersBar) {
                    if (yBar != null) {
                        yBar[0] -= p[0] * w[0];
                    }
                    if (parametersBar != null) {
                        parametersBar[0] -= kept[0] * w[0];
                    }
                    return 0;
                }

                @Override
                public long bytes() {
                    return Double.BYTES;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}
    }

    /** The solution at {@code t1} from 1 at {@code t0}, whichever comes first. */
    private static double exact(double t0, double t1, double p) {
        double y = 1;
        boolean forward = t1 > t0;
        if ((t0 - JUMP) * (t1 - JUMP) >= 0) {
            return piece(y, t1 - t0, p, Math.max(t0, t1) <= JUMP ? BEFORE : AFTER);
        }
        y = piece(y, JUMP - t0, p, forward ? BEFORE : AFTER);
        return piece(y, t1 - JUMP, p, forward ? AFTER : BEFORE);
    }

    private static double piece(double y, double duration, double p, double source) {
        double decay = Math.exp(-p * duration);
        return y * decay + source * (1 - decay) / p;
    }

    static Stream<Arguments> solves() {
        List<OdeSolver> solvers = List.of(
                OdeSolver.fixed(Tableaus.RK4, 40),
                OdeSolver.fixed(Tableaus.RK4, 36), // the jump is a node but for rounding
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8),
                OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-8, 1e-8));
        double[][] intervals = {{0, 1}, {1, 0}, {0, JUMP}, {JUMP, 1}, {JUMP, 0}, {1, JUMP}};
        return solvers.stream().flatMap(solver -> Stream.of(intervals)
                .map(interval -> Arguments.of(solver, interval[0], interval[1])));
    }

    @ParameterizedTest
    @MethodSource("solves")
    void gradient_acrossJump_isThatOfTheExactSolution(OdeSolver solver, double t0, double t1) {
        double[] stored = solve(solver, DiscreteAdjoint.storeAll(), t0, t1);
        // RK4 with tenths: 1 / 120 of the fifth power of p dt a step, 10 steps; the controlled ones within some times
        // their tolerance.
        double tolerance = 1e-6;
        assertThat(stored[0]).isCloseTo(exact(t0, t1, RATE), within(tolerance));
        double delta = 1e-5;
        double slope = (exact(t0, t1, RATE + delta) - exact(t0, t1, RATE - delta)) / (2 * delta);
        assertThat(stored[1]).isCloseTo(slope, within(tolerance));
        assertThat(solve(solver, DiscreteAdjoint.checkpointed(1), t0, t1)).containsExactly(stored);
        assertThat(solve(solver, DiscreteAdjoint.checkpointed(3), t0, t1)).containsExactly(stored);
    }

    /** Final state and its gradient. */
    private static double[] solve(OdeSolver solver, GradientMethod method, double t0, double t1) {
        try (GradientSolve<double[]> solve =
                method.bind(solver, DoubleArraySpace.INSTANCE, new Switched(), new double[1])) {
            double end = solve.forward(t0, t1, new double[] {1}).finalState()[0];
            double[] gradient = new double[1];
            solve.backward(new double[] {1}, null, gradient);
            return new double[] {end, gradient[0]};
        }
    }

    @Test
    void gradient_byOtherMethods_agreesToTheTolerance() {
        for (OdeSolver solver : List.of(
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8), OdeSolver.fixed(Tableaus.RK4, 36))) {
            double[] discrete = solve(solver, DiscreteAdjoint.storeAll(), 0, 1);
            assertThat(solve(solver, BacksolveAdjoint.create(), 0, 1))
                    .usingComparatorWithPrecision(1e-6)
                    .containsExactly(discrete);
            assertThat(solve(solver, BacksolveAdjoint.create(), 1, 0)[1])
                    .isCloseTo(solve(solver, DiscreteAdjoint.storeAll(), 1, 0)[1], within(1e-5));
        }
        OdeSolver controlled = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8);
        assertThat(solve(controlled, InterpolatingAdjoint.create(), 0, 1))
                .usingComparatorWithPrecision(1e-6)
                .containsExactly(solve(controlled, DiscreteAdjoint.storeAll(), 0, 1));
    }

    /** A jump that no node can meet would make steps of the wrong sign, or hide those behind it. */
    @ParameterizedTest
    @ValueSource(doubles = {-1, 0.2, JUMP, 5, Double.NaN})
    void forward_jumpOutsideTheIntervalOrTheOrder_isRefused(double further) {
        for (OdeSolver solver : List.of(OdeSolver.fixed(Tableaus.RK4, 4), OdeSolver.adaptive(Tableaus.DOPRI5))) {
            double[] y0 = {1};
            try (GradientSolve<double[]> solve =
                    DiscreteAdjoint.storeAll().bind(solver, DoubleArraySpace.INSTANCE, new Switched(further), y0)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> solve.forward(0, 1, y0))
                        .withMessageContaining(
                                "discontinuity of the field (" + further + ") must be within [0.0, 1.0]");
            }
        }
    }
}
