package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class InterpolatingAdjointTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] Y0 = {0.4, -0.3};
    private static final List<InterpolatingAdjoint> KINDS = List.of(
            InterpolatingAdjoint.create(),
            InterpolatingAdjoint.create().fullNorm(),
            InterpolatingAdjoint.create().quadrature());

    @Test
    void backward_tightTolerance_approachesTheDiscreteGradient() {
        TanhField field = new TanhField(2, 8, 3);
        for (double tolerance : new double[] {1e-5, 1e-7, 1e-9}) {
            OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(tolerance, tolerance);
            TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, Y0);
            for (InterpolatingAdjoint kind : KINDS) {
                TakenGradient taken = TakenGradient.of(kind, solver, field, 2, Y0);
                // the dense output of order 4 loses a power of the step, so the error is tolerance^(4/5)
                assertThat(taken.distance(exact))
                        .as("%s, tolerance %s", kind.name(), tolerance)
                        .isLessThan(100 * Math.pow(tolerance, 0.8));
                assertThat(taken.stats.status()).isEqualTo(GradientStats.Status.OK);
            }
        }
    }

    @Test
    void backward_savedStatesFixedSteps_agreesWithTheDiscreteGradient() {
        DrivenField field = new DrivenField();
        double[] times = {0, 0.31, 1, 2};
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 200);
        TakenGradient exact =
                TakenGradient.of(DiscreteAdjoint.storeAll().withTimeGradients(), solver, field, 2, Y0, times);
        for (InterpolatingAdjoint kind : KINDS) {
            TakenGradient taken = TakenGradient.of(kind.withTimeGradients(), solver, field, 2, Y0, times);
            assertThat(taken.distance(exact)).as(kind.name()).isLessThan(1e-6);
            assertThat(taken.times.t0()).isCloseTo(exact.times.t0(), within(1e-6));
            assertThat(taken.times.t1()).isCloseTo(exact.times.t1(), within(1e-6));
            assertThat(taken.times.saveTimes().toArray())
                    .containsExactly(exact.times.saveTimes().toArray(), within(1e-6));
        }
    }

    @Test
    void backward_savedStatesControlledSteps_agreesWithTheDiscreteGradient() {
        DrivenField field = new DrivenField();
        double[] times = {0.31, 1, 1.5};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-8, 1e-8);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, Y0, times);
        for (InterpolatingAdjoint kind : KINDS) {
            TakenGradient taken = TakenGradient.of(kind, solver, field, 2, Y0, times);
            assertThat(taken.distance(exact)).as(kind.name()).isLessThan(1e-5);
        }
    }

    /** Where backsolve loses its way, a trajectory that is read cannot drift. */
    @Test
    void backward_lorenz_staysCloseToTheDiscreteGradient() {
        LorenzField field = new LorenzField();
        double[] y0 = {1, 1, 20};
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 3, y0);
        for (InterpolatingAdjoint kind : KINDS) {
            assertThat(TakenGradient.of(kind, solver, field, 3, y0).distance(exact))
                    .as(kind.name())
                    .isLessThan(100 * Math.pow(1e-9, 0.8));
        }
    }

    @Test
    void backward_quadrature_notesItsErrorEstimate() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-7, 1e-7);
        TakenGradient taken =
                TakenGradient.of(InterpolatingAdjoint.create().quadrature(), solver, new TanhField(2, 8, 3), 2, Y0);
        assertThat(taken.stats.notes()).singleElement().asString().contains("7 and 3 points differ by");
    }

    @Test
    void quadrature_withFullNorm_isRefused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> InterpolatingAdjoint.create().fullNorm().quadrature())
                .withMessageContaining("exclude each other");
        assertThatIllegalStateException()
                .isThrownBy(() -> InterpolatingAdjoint.create().quadrature().fullNorm());
    }

    @Test
    void bind_nodesOutsideTheStep_isRefusedByName() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.VERNER89);
        DrivenField field = new DrivenField();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InterpolatingAdjoint.create().bind(solver, SPACE, field, Y0))
                .withMessageContaining("tableau (" + Tableaus.VERNER89.name() + ") has the node ");
        OdeSolver back = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);
        TakenGradient exact = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2, Y0);
        assertThat(TakenGradient.of(InterpolatingAdjoint.create().backward(back), solver, field, 2, Y0)
                        .distance(exact))
                .as("another tableau back")
                .isLessThan(1e-4);
    }

    @Test
    void stats_backwardThatFailed_sayFailedUntilOneSucceeds() {
        DrivenField field = new DrivenField();
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 20);
        try (GradientSolve<double[]> solve = InterpolatingAdjoint.create().bind(solver, SPACE, field, Y0)) {
            solve.forward(0, 1, Y0);
            assertThatExceptionOfType(GradientFailedException.class)
                    .isThrownBy(() -> solve.backward(new double[] {Double.NaN, 0}, new double[2], null))
                    .satisfies(failure -> assertThat(
                                    requireNonNull(failure.stats()).status())
                            .isEqualTo(GradientStats.Status.FAILED));
            assertThat(solve.stats().status()).isEqualTo(GradientStats.Status.FAILED);
            solve.backward(Y0, new double[2], null);
            assertThat(solve.stats().status()).isEqualTo(GradientStats.Status.OK);
        }
    }

    @Test
    void forward_manySolves_givesBackWhatItHolds() {
        CountingSpace counting = new CountingSpace();
        for (OdeSolver solver : List.of(OdeSolver.fixed(Tableaus.RK4, 20), OdeSolver.adaptive(Tableaus.DOPRI5))) {
            try (GradientSolve<double[]> solve =
                    InterpolatingAdjoint.create().bind(solver, counting.space(), new DrivenField(), Y0)) {
                long held = 0;
                for (int i = 0; i < 5; i++) {
                    solve.forward(0, 2, Y0, 0.5, 2);
                    solve.backward(List.of(Y0, Y0), new double[2], new double[2]);
                    if (i == 1) {
                        held = counting.held();
                    }
                }
                assertThat(counting.held()).isEqualTo(held);
            }
            assertThat(counting.held()).as("after close").isZero();
        }
    }
}
