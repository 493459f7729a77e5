package org.kutta.nn.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.OnDoubles;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class FieldTermsTests {
    private static final InputSignal INPUT = InputSignal.linear(new double[] {-1, 0.7}, FitModes.rows1(0.3, 0.3));

    private static <S> DifferentiableField<S> field(FieldTerms.Builder<S> builder) {
        return FitModes.mixed(builder).driven(Optional.of(INPUT));
    }

    /** Its known term and its input are there for the contract; it knows no cotangent of the time. */
    private static <S> DifferentiableField<S> driven(FieldTerms.Builder<S> builder) {
        return builder.inputs(1)
                .known("cubic", (t, y, u, p, dydt) -> dydt[1] = p[0] * y[0] * y[0] * u[0] + p[1] * y[1], -0.4, 2)
                .learned(FitModes.network(), 3)
                .build()
                .driven(Optional.of(INPUT));
    }

    @Nested
    class OnHeap implements OnDoubles {
        private final DifferentiableField<double[]> field = driven(FitModes.heap());

        @Override
        public DifferentiableField<double[]> field() {
            return field;
        }

        @Override
        public boolean knowsTime() {
            return false;
        }

        @Override
        public double[] newState() {
            return new double[6];
        }
    }

    @Nested
    class OnArrays implements DifferentiableFieldContract<INDArray> {
        private final DifferentiableField<INDArray> field = driven(FitModes.arrays());

        @Override
        public DifferentiableField<INDArray> field() {
            return field;
        }

        @Override
        public StateSpace<INDArray> space() {
            return NdArraySpace.DOUBLE;
        }

        @Override
        public boolean knowsTime() {
            return false;
        }

        @Override
        public INDArray newState() {
            return NativeArrays.zeros(DataType.DOUBLE, 3, 2);
        }

        @Override
        public void set(INDArray target, double[] values) {
            NativeArrays.write(values, target);
        }

        @Override
        public double[] get(INDArray source) {
            return NativeArrays.toHeap(source);
        }
    }

    @Test
    void evaluate_mixedTerms_isTheirSum() {
        DifferentiableField<double[]> field = field(FitModes.heap());
        double[] y = {0.5, -1, 2, 0.25};
        double[] slope = new double[4];
        try (BoundField<double[]> bound = field.bind(y)) {
            bound.evaluate(0.4, y, slope);
        }
        HeapMap network = HeapMap.of(FitModes.network(), 3, 3);
        double[] learned = new double[4];
        network.bind(2).evaluate(0, new double[] {0.5, -1, 0.3, 2, 0.25, 0.3}, learned);
        for (int row = 0; row < 2; row++) {
            double a = y[2 * row];
            double b = y[2 * row + 1];
            double first = -0.3 * b * b + b + 0.1 * Math.sin(0.4) + learned[2 * row];
            double second = 0.8 * 0.3 - 0.4 * a * a * a + learned[2 * row + 1];
            assertThat(slope[2 * row]).isCloseTo(first, within(1e-14));
            assertThat(slope[2 * row + 1]).isCloseTo(second, within(1e-14));
        }
    }

    @Test
    void learnedParameters_withoutInputs_makeTheSameHeapField() {
        try (FieldTerms<double[]> terms = FitModes.learned(FitModes.heap())) {
            assertThat(terms.learnedParameters())
                    .isEqualTo(HeapField.of(FitModes.network(), 2, 3).parameters());
        }
        try (FieldTerms<INDArray> terms = FitModes.mixed(FitModes.arrays())) {
            assertThat(terms.knownParameters("damping")).containsExactly(-0.3, 0.8);
            assertThat(terms.knownParameters("cubic")).containsExactly(-0.4);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> terms.knownParameters("0.weight"))
                    .withMessageContaining("known term (0.weight) must be one with parameters");
        }
    }

    @Test
    void build_whatDoesNotFit_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FitModes.heap().build())
                .withMessage("a field needs a known or a learned term");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> FitModes.heap().inputs(2).learned(Dense.of(4), 1).build())
                .withMessageContaining("must give the 2 components of the state from them and the 2 inputs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FitModes.heap().learned(Dense.of(2), 1).learned(Dense.of(2), 1))
                .withMessageContaining("one learned term");
    }

    @Test
    void forecast_floatArrays_agreesWithTheHeapToFloat() {
        try (FieldTerms<double[]> heap = FitModes.mixed(FitModes.heap());
                FieldTerms<INDArray> floats = FitModes.mixed(FieldTerms.onArrays(2, DataType.FLOAT));
                TrajectoryTrainable<double[]> left =
                        TrajectoryTrainable.of(heap, FitModes.driven(), FitModes.fixedSteps());
                TrajectoryTrainable<INDArray> right =
                        TrajectoryTrainable.of(floats, FitModes.driven(), FitModes.fixedSteps())) {
            List<Segment> batch = FitModes.only(left);
            // Some hundred roundings of 6e-8.
            assertThat(right.lossAndGradient(batch)).isCloseTo(left.lossAndGradient(batch), within(1e-5));
            assertThat(right.gradient().toDoubleVector())
                    .usingComparatorWithPrecision(1e-4)
                    .containsExactly(left.gradient().toDoubleVector());
            assertThat(right.forecast(0, 2).states().get(0).toArray())
                    .usingComparatorWithPrecision(1e-5)
                    .containsExactly(left.forecast(0, 2).states().get(0).toArray());
        }
    }

    @Test
    void pullback_ofTheTime_isKnownOnlyWithoutKnownTermsAndInputs() {
        Layer network = Sequential.of(TimeDense.of(3), new Tanh(), Dense.of(2));
        double[] y = {0.5, -1};
        try (FieldTerms<double[]> learned = FitModes.heap().learned(network, 3).build();
                FieldTerms<double[]> known =
                        FitModes.heap().known((t, x, u, p, dydt) -> dydt[0] = t).build()) {
            assertThat(timeBar(learned.driven(Optional.empty()), y)).isFinite().isNotZero();
            assertThat(timeBar(known.driven(Optional.empty()), y)).isNaN();
        }
        try (FieldTerms<double[]> driven =
                FitModes.heap().inputs(1).learned(network, 3).build()) {
            assertThat(timeBar(driven.driven(Optional.of(INPUT)), y)).isNaN();
        }
    }

    private static double timeBar(DifferentiableField<double[]> field, double[] y) {
        try (BoundField<double[]> bound = field.bind(y);
                Linearization<double[]> linearization = bound.newLinearization()) {
            linearization.at(0.3, y, new double[2]);
            return linearization.pullback(new double[] {1, 2}, null, null);
        }
    }
}
