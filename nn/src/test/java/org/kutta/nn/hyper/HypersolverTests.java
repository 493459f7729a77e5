package org.kutta.nn.hyper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

class HypersolverTests {
    private static final OdeSolver REFERENCE =
            OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-12, 1e-12);
    private static final VectorField<double[]> PENDULUMS = (t, y, dydt) -> {
        for (int row = 0; row < y.length; row += 2) {
            dydt[row] = y[row + 1];
            dydt[row + 1] = -Math.sin(y[row]);
        }
    };

    private static Hypersolver random(ButcherTableau base) {
        return new Hypersolver(base, HeapMap.of(Sequential.of(Dense.of(32), new Tanh(), Dense.of(2)), 4, 3));
    }

    private static double[] starts() {
        double[] y0 = new double[24];
        Arrays.setAll(y0, i -> 1.3 * Math.sin(5 * i + 1));
        return y0;
    }

    private static double error(double[] end, double t1) {
        double[] truth = REFERENCE.solve(PENDULUMS, 0, t1, starts()).finalState();
        double sum = 0;
        for (int i = 0; i < end.length; i++) {
            sum += Math.pow(end[i] - truth[i], 2);
        }
        return Math.sqrt(sum / end.length);
    }

    static ButcherTableau[] bases() {
        return new ButcherTableau[] {Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4};
    }

    @ParameterizedTest
    @MethodSource("bases")
    void solve_anyCorrection_keepsTheOrderOfTheBase(ButcherTableau base) {
        Hypersolver hypersolver = random(base);
        double[] errors = new double[4];
        for (int k = 0; k < errors.length; k++) {
            errors[k] = error(hypersolver.solve(PENDULUMS, Mesh.uniform(0, 2, 20 << k), starts()), 2);
        }
        double slope = Math.log(errors[2] / errors[3]) / Math.log(2);
        assertThat(slope).isCloseTo(base.order(), within(0.2));
    }

    @Test
    void samples_eulerOnALine_haveTheSecondDerivativeAsResidual() {
        // y' = t has the solution y0 + t^2 / 2; Euler's local error is dt^2 / 2 everywhere.
        Hypersolver hypersolver = new Hypersolver(Tableaus.EULER, HeapMap.of(Dense.of(1), 2, 1));
        VectorField<double[]> field = (t, y, dydt) -> dydt[0] = t;
        assertThat(hypersolver.samples(field, Mesh.uniform(0, 1, 4), REFERENCE, new double[] {3}))
                .hasSize(4)
                .allSatisfy(samples -> {
                    assertThat(samples.residual()[0]).isCloseTo(0.5, within(1e-9));
                    assertThat(samples.input())
                            .containsExactly(
                                    new double[] {3 + samples.t() * samples.t() / 2, samples.t()}, within(1e-12));
                });
    }

    @Test
    void solve_correctionThatIsTheResidual_isExact() {
        HeapMap half = HeapMap.of(Dense.of(1), 2, 1);
        Arrays.fill(half.parameters(), 0);
        half.parameters()[2] = 0.5;
        Hypersolver hypersolver = new Hypersolver(Tableaus.EULER, half);
        VectorField<double[]> field = (t, y, dydt) -> dydt[0] = t;
        assertThat(hypersolver.solve(field, Mesh.uniform(0, 1, 4), new double[] {3})[0])
                .isCloseTo(3.5, within(1e-15));
    }

    @Test
    @Tag("slow")
    void fit_midpointOnPendulums_gainsMoreThanTenfold() {
        Hypersolver hypersolver = random(Tableaus.MIDPOINT);
        Mesh mesh = Mesh.uniform(0, 2, 10);
        double before = error(
                OdeSolver.onMesh(Tableaus.MIDPOINT, mesh)
                        .solve(PENDULUMS, 0, 2, starts())
                        .finalState(),
                2);
        double[] others = new double[128];
        Arrays.setAll(others, i -> 1.4 * Math.sin(7 * i + 2));
        try (HypersolverTrainable model = new HypersolverTrainable(hypersolver)) {
            Trainer.with(new Adam(new CosineSchedule(ScheduleType.EPOCH, 0.02, 0, 400)))
                    .epochs(400)
                    .fit(model, Batches.of(hypersolver.samples(PENDULUMS, mesh, REFERENCE, others)));
        }
        // A base step costs two evaluations; at this step the plain method's error falls fourfold where its cost is
        // doubled.
        assertThat(error(hypersolver.solve(PENDULUMS, mesh, starts()), 2)).isLessThan(before / 10);
    }

    @Test
    void lossAndGradient_any_equalsCentralDifferences() {
        Hypersolver hypersolver = random(Tableaus.MIDPOINT);
        HyperSamples samples = hypersolver
                .samples(PENDULUMS, Mesh.uniform(0, 1, 5), REFERENCE, starts())
                .get(2);
        try (HypersolverTrainable model = new HypersolverTrainable(hypersolver)) {
            model.check(samples);
            model.lossAndGradient(samples);
            double[] gradient = NativeArrays.toHeap(model.gradient());
            for (int i = 0; i < gradient.length; i += 7) {
                double at = model.parameters().getDouble(i);
                model.parameters().putScalar(i, at + 1e-5);
                double above = model.lossAndGradient(samples);
                model.parameters().putScalar(i, at - 1e-5);
                double below = model.lossAndGradient(samples);
                model.parameters().putScalar(i, at);
                assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-8));
            }
        }
    }

    @Test
    void of_correctionOfAnotherShape_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Hypersolver(Tableaus.EULER, HeapMap.of(Dense.of(2), 2, 1)))
                .withMessageContaining("4 inputs for its 2 outputs, but takes 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> random(Tableaus.EULER).solve(PENDULUMS, Mesh.uniform(0, 1, 2), new double[3]))
                .withMessageContaining("[batch, 2]");
    }

    @Test
    void samples_referenceThatFails_throwsWhateverItsSetting() {
        OdeSolver quiet = REFERENCE.maxSteps(1).throwOnFailure(false);
        assertThatExceptionOfType(SolveFailedException.class)
                .isThrownBy(() -> random(Tableaus.EULER).samples(PENDULUMS, Mesh.uniform(0, 2, 2), quiet, starts()));
    }

    @Test
    void of_tableauThatIsNotWhatItClaims_isRefused() {
        assertThatThrownBy(() -> random(WRONG)).hasMessageContaining("liar");
    }

    /** Euler's method that claims order 2. */
    private static final ButcherTableau WRONG =
            ButcherTableau.explicit("liar").row("0").weights("1").order(2).build();
}
