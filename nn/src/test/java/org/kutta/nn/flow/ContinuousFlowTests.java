package org.kutta.nn.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingResult;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;

class ContinuousFlowTests {
    private static final OdeSolver FINE = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);

    /** A field {@code y' = a y}, by a dense layer whose bias is zero. */
    private static ContinuousFlow scaling(double a, int features) {
        HeapField field = HeapField.of(Dense.of(features), features, 1);
        Arrays.fill(field.parameters(), 0);
        for (int i = 0; i < features; i++) {
            field.parameters()[i * features + i] = a;
        }
        return ContinuousFlow.of(field, features, FINE);
    }

    @Test
    void logDensity_linearField_isThatOfTheScaledNormal() {
        double a = 0.4;
        double[] x = {0.5, -1, 2, 0.25};
        double[] density = scaling(a, 2).logDensity(x);
        for (int row = 0; row < 2; row++) {
            // z = e^a x, so x is normal with the deviation e^-a.
            double squares = x[2 * row] * x[2 * row] + x[2 * row + 1] * x[2 * row + 1];
            double expected = -0.5 * Math.exp(2 * a) * squares - Math.log(2 * Math.PI) + 2 * a;
            assertThat(density[row]).isCloseTo(expected, within(1e-8));
        }
    }

    @Test
    void sample_linearField_hasTheDeviationOfTheDensity() {
        int count = 20_000;
        double a = -0.7;
        double[] samples = scaling(a, 1).sample(count, 3);
        double squares = Arrays.stream(samples).map(x -> x * x).sum() / count;
        // The variance of a sample variance is 2 / n of its square.
        assertThat(squares).isCloseTo(Math.exp(-2 * a), within(4 * Math.exp(-2 * a) * Math.sqrt(2.0 / count)));
        assertThat(scaling(a, 1).sample(5, 3)).isEqualTo(scaling(a, 1).sample(5, 3));
    }

    @Test
    void fromNormal_ofToNormal_returns() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(8), new Tanh(), Dense.of(2)), 2, 4);
        ContinuousFlow flow = ContinuousFlow.of(field, 2, FINE);
        double[] x = {0.3, -0.2, 1.5, 0.8};
        assertThat(flow.fromNormal(flow.toNormal(x))).containsExactly(x, within(1e-7));
    }

    @Test
    void logDensity_untrainedNetwork_integratesToOne() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(8), new Tanh(), Dense.of(1)), 1, 4);
        ContinuousFlow flow = ContinuousFlow.of(field, 1, FINE);
        double[] grid = new double[4001];
        double width = 0.005;
        Arrays.setAll(grid, i -> (i - 2000) * width);
        double mass = Arrays.stream(flow.logDensity(grid)).map(Math::exp).sum() * width;
        assertThat(mass).isCloseTo(1, within(1e-6));
    }

    private static double[] twoHumps(int count) {
        SplittableRandom random = new SplittableRandom(7);
        double[] samples = new double[count];
        Arrays.setAll(samples, i -> (i % 2 == 0 ? -1.5 : 1.5) + 0.4 * random.nextGaussian());
        return samples;
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fit_twoHumps_comesNearTheEntropy(boolean penalised) {
        double[] samples = twoHumps(300);
        HeapField field =
                HeapField.of(Sequential.of(Dense.of(16), new Tanh(), Dense.of(16), new Tanh(), Dense.of(1)), 1, 2);
        ContinuousFlow flow = ContinuousFlow.of(field, 1, OdeSolver.fixed(Tableaus.RK4, 8));
        FlowPenalty penalty = penalised ? new FlowPenalty(0.02, 0.02) : FlowPenalty.NONE;
        TraceEstimator trace = penalised ? TraceEstimator.hutchinson(1) : TraceEstimator.exact();
        try (FlowTrainable model = FlowTrainable.of(flow, trace, penalty, penalised ? 0.25 : 0, 1)) {
            TrainingResult result =
                    Trainer.with(new Adam(0.02)).epochs(60).fit(model, SampleBatches.shuffled(samples, 1, 100, 5));
            assertThat(result.epochs()).hasSize(60);
        }
        double likelihood =
                Arrays.stream(flow.logDensity(twoHumps(300))).average().orElseThrow();
        // Entropy of a normal of deviation 0.4, and of the choice of a hump; a single normal of the same variance
        // reaches -1.85.
        double best = -(0.5 * Math.log(2 * Math.PI * Math.E * 0.16) + Math.log(2));
        assertThat(likelihood).isGreaterThan(best - 0.15);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void lossAndGradient_anyBatch_equalsCentralDifferences(int rows) {
        HeapField field = HeapField.of(Sequential.of(Dense.of(5), new Tanh(), Dense.of(2)), 2, 4);
        ContinuousFlow flow = ContinuousFlow.of(field, 2, OdeSolver.fixed(Tableaus.RK4, 3));
        double[] batch = new double[2 * rows];
        Arrays.setAll(batch, i -> Math.sin(3 * i + 1));
        try (FlowTrainable model =
                FlowTrainable.of(flow, TraceEstimator.hutchinson(2), new FlowPenalty(0.1, 0.2), 0.5, 3)) {
            model.beginStep(17);
            model.lossAndGradient(batch);
            double[] gradient = NativeArrays.toHeap(model.gradient());
            for (int i = 0; i < gradient.length; i++) {
                double at = model.parameters().getDouble(i);
                model.parameters().putScalar(i, at + 1e-5);
                double above = model.lossAndGradient(batch);
                model.parameters().putScalar(i, at - 1e-5);
                double below = model.lossAndGradient(batch);
                model.parameters().putScalar(i, at);
                assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-8));
            }
        }
    }

    @Test
    void check_sampleNotFinite_isNamed() {
        HeapField field = HeapField.of(Dense.of(2), 2, 4);
        try (FlowTrainable model = FlowTrainable.of(ContinuousFlow.of(field, 2, FINE))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> model.check(new double[] {0, 1, Double.NaN, 3}))
                    .withMessageContaining("component 0 of sample 1 (NaN)");
        }
    }

    @Test
    void of_solverOrFieldThatWouldMislead_isRefused() {
        HeapField field = HeapField.of(Dense.of(4), 4, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContinuousFlow.of(field, 4, FINE.throwOnFailure(false)))
                .withMessageContaining("throwOnFailure (false) must be true for the solver of a flow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContinuousFlow.of(field, 2, FINE))
                .withMessage("features (2) must be those of the field");
    }
}
