package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class BacksolveAdjointTests {
    @Test
    void backward_tightTolerance_approachesTheDiscreteGradient() {
        TanhField field = new TanhField(2, 8, 3);
        double[] y0 = {0.4, -0.3};
        for (double tolerance : new double[] {1e-5, 1e-7, 1e-9}) {
            OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(tolerance, tolerance);
            TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, y0);
            TakenGradient back = TakenGradient.of(BacksolveAdjoint.create(), solver, field, 2, y0);
            assertThat(back.distance(exact)).as("tolerance %s", tolerance).isLessThan(100 * tolerance);
            assertThat(back.stats.status()).isEqualTo(GradientStats.Status.OK);
            assertThat(back.stats.reconstructionError()).isBetween(Double.MIN_VALUE, 100 * tolerance);
            assertThat(back.stats.nfeBackward()).isPositive();
        }
    }

    @Test
    void backward_fixedSteps_solvesBackOnTheSameMesh() {
        TanhField field = new TanhField(2, 8, 3);
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 40);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, y0);
        TakenGradient back = TakenGradient.of(BacksolveAdjoint.create(), solver, field, 2, y0);
        assertThat(back.stats.nfeBackward()).isEqualTo(4 * 40);
        double error = back.distance(exact);
        TakenGradient half =
                TakenGradient.of(BacksolveAdjoint.create(), OdeSolver.fixed(Tableaus.RK4, 80), field, 2, y0);
        TakenGradient halfExact =
                TakenGradient.of(DiscreteAdjoint.storeAll(), OdeSolver.fixed(Tableaus.RK4, 80), field, 2, y0);
        assertThat(error).isLessThan(1e-4);
        // both converge to the gradient of the flow with the order of the method
        assertThat(half.distance(halfExact)).isLessThan(error / 10);
    }

    @Test
    void backward_savedStatesAndOtherSolver_agreesWithTheDiscreteGradient() {
        DrivenField field = new DrivenField();
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);
        double[] times = {0, 0.3, 1, 2};
        GradientMethod discrete = DiscreteAdjoint.storeAll().withTimeGradients();
        TakenGradient exact = TakenGradient.of(discrete, solver, field, 2, y0, times);
        for (OdeSolver way : List.of(
                solver,
                OdeSolver.fixed(Tableaus.RK4, 400),
                OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-7, 1e-7))) {
            TakenGradient back = TakenGradient.of(
                    BacksolveAdjoint.create().backward(way).withTimeGradients(), solver, field, 2, y0, times);
            assertThat(back.y0).as("%s %s", back.stats, way.isAdaptive()).containsExactly(exact.y0, within(1e-5));
            assertThat(back.distance(exact)).isLessThan(1e-5);
            assertThat(back.times.t0()).isCloseTo(exact.times.t0(), within(1e-5));
            assertThat(back.times.t1()).isCloseTo(exact.times.t1(), within(1e-5));
            assertThat(back.times.saveTimes().toArray())
                    .containsExactly(exact.times.saveTimes().toArray(), within(1e-5));
        }
    }

    @Test
    void backward_seminorm_givesTheSameGradientWithFewerEvaluations() {
        TanhField field = new TanhField(2, 30, 3);
        double[] y0 = {0.4, -0.3};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-9);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 4, y0);
        TakenGradient seminorm = TakenGradient.of(BacksolveAdjoint.create(), solver, field, 4, y0);
        TakenGradient full = TakenGradient.of(BacksolveAdjoint.create().fullNorm(), solver, field, 4, y0);
        // a hundred times the tolerance
        assertThat(seminorm.distance(exact)).isLessThan(1e-4);
        assertThat(full.distance(exact)).isLessThan(1e-4);
        assertThat(seminorm.stats.nfeBackward()).isLessThan(full.stats.nfeBackward());
    }

    @Test
    void backward_contractingLinearField_reconstructsWithinItsLimit() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-10);
        TakenGradient back = TakenGradient.of(
                BacksolveAdjoint.create(), solver, LinearField.contracting(), 1, new double[] {1, -0.5, 0.8});
        assertThat(back.stats.status()).isEqualTo(GradientStats.Status.OK);
        assertThat(back.stats.reconstructionError()).isLessThan(1e-5);
    }

    @Test
    void backward_lorenz_reportsThatItFailed() {
        LorenzField field = new LorenzField();
        double[] y0 = {1, 1, 20};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
        assertThatExceptionOfType(GradientFailedException.class)
                .isThrownBy(() -> TakenGradient.of(BacksolveAdjoint.create().failAbove(0.01), solver, field, 8, y0))
                .withMessageContaining("use DiscreteAdjoint")
                .satisfies(failure -> assertThat(requireNonNull(failure.stats()).reconstructionError())
                        .isGreaterThan(0.01));
        TakenGradient reported = TakenGradient.of(
                BacksolveAdjoint.create()
                        .backward(OdeSolver.fixed(Tableaus.RK4, 2_000))
                        .reportAbove(0.001),
                solver,
                field,
                1,
                y0);
        assertThat(reported.stats.status()).isEqualTo(GradientStats.Status.INACCURATE);
    }

    @Test
    void backward_lorenzWithTheDefault_fallsBackToTheExactGradientAndSaysSo() {
        LorenzField field = new LorenzField();
        double[] y0 = {1, 1, 20};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 8, y0, 3, 8);
        TakenGradient back = TakenGradient.of(BacksolveAdjoint.create(), solver, field, 8, y0, 3, 8);
        assertThat(back.stats.status()).isEqualTo(GradientStats.Status.FELL_BACK);
        assertThat(back.stats.notes()).singleElement().asString().contains("64 checkpoints instead");
        assertThat(back.y0).containsExactly(exact.y0);
        assertThat(back.parameters).containsExactly(exact.parameters);
    }

    /** Counts how often it is bound. */
    private record CountedField(LorenzField field, AtomicInteger bound) implements DifferentiableField<double[]> {
        @Override
        public ParameterLayout layout() {
            return field.layout();
        }

        @Override
        public double[] parameters() {
            return field.parameters();
        }

        @Override
        public BoundField<double[]> bind(double[] like) {
            bound.incrementAndGet();
            return field.bind(like);
        }
    }

    @Test
    void backward_driftsInEverySolve_bindsOnceAndTakesTheExactGradients() {
        CountedField field = new CountedField(new LorenzField(), new AtomicInteger());
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
        double[] w = {0.7, -1.1, 0};
        try (GradientSolve<double[]> solve =
                BacksolveAdjoint.create().bind(solver, DoubleArraySpace.INSTANCE, field, w)) {
            for (double t1 : new double[] {8, 7, 9}) {
                double[] y0 = {1, t1 / 8, 20};
                TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field.field, t1, y0);
                double[] y0Bar = new double[3];
                double[] parametersBar = new double[field.parameters().length];
                solve.forward(0, t1, y0);
                solve.backward(w, y0Bar, parametersBar);
                assertThat(solve.stats().status()).isEqualTo(GradientStats.Status.FELL_BACK);
                assertThat(y0Bar).containsExactly(exact.y0);
                assertThat(parametersBar).containsExactly(exact.parameters);
            }
        }
        assertThat(field.bound).hasValue(1);
    }

    @Test
    void backward_moreSteps_holdsNoMore() {
        double[] y0 = new double[200];
        long few = memoryOf(100, y0);
        long many = memoryOf(20_000, y0);
        assertThat(many - few).as("the mesh alone").isEqualTo(16L * 19_900);
    }

    private static long memoryOf(int steps, double[] y0) {
        return TakenGradient.of(
                        BacksolveAdjoint.create(), OdeSolver.fixed(Tableaus.RK4, steps), new LinearDecay(), 1, y0)
                .stats
                .peakBytes();
    }
}
