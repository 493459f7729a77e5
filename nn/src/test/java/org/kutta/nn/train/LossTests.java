package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class LossTests {
    private static final int BATCH = 5;
    private static final int CLASSES = 3;

    static List<Loss> losses() {
        return List.of(new SoftmaxCrossEntropy(), new MeanSquaredError());
    }

    private static double evaluate(Loss loss, double[] output, double[] labels, double[] gradient) {
        int batch = output.length / CLASSES;
        try (PlanBinding binding = new PlanBinding(DataType.DOUBLE, batch, Mode.TRAIN);
                PlanContext context = binding.newFrame()) {
            INDArray x = context.allocate(batch, CLASSES);
            INDArray y = context.allocate(batch, CLASSES);
            INDArray bar = context.allocate(batch, CLASSES);
            LossPlan plan = loss.plan(context, x, bar);
            NativeArrays.write(output, x);
            NativeArrays.write(labels, y);
            plan.lossAndGradient(y);
            double value = plan.lossAndGradient(y);
            System.arraycopy(bar.reshape(output.length).toDoubleVector(), 0, gradient, 0, gradient.length);
            return value;
        }
    }

    private static double[] oneHotRows() {
        double[] labels = new double[BATCH * CLASSES];
        for (int i = 0; i < BATCH; i++) {
            labels[i * CLASSES + i % CLASSES] = 1;
        }
        return labels;
    }

    @ParameterizedTest
    @MethodSource("losses")
    void gradient_randomOutput_isThatOfCentralDifferences(Loss loss) {
        SplittableRandom random = new SplittableRandom(7);
        double[] x = random.doubles(BATCH * CLASSES, -2, 2).toArray();
        double[] labels = oneHotRows();
        double[] gradient = new double[x.length];
        double[] ignored = new double[x.length];
        evaluate(loss, x, labels, gradient);
        double h = 1e-5;
        for (int i = 0; i < x.length; i++) {
            double[] up = x.clone();
            double[] down = x.clone();
            up[i] += h;
            down[i] -= h;
            double difference = (evaluate(loss, up, labels, ignored) - evaluate(loss, down, labels, ignored)) / (2 * h);
            // Truncation h^2 and rounding eps / h are both near 1e-10.
            assertThat(gradient[i]).as("component %d", i).isCloseTo(difference, within(1e-9));
        }
    }

    @Test
    void crossEntropy_moderateLogits_isLogSumExp() {
        double[] x = {1, 2, 3, -1, 0, 1};
        double[] y = {0, 0, 1, 0.25, 0.5, 0.25};
        double expected = 0;
        for (int i = 0; i < 2; i++) {
            double sum = 0;
            double linear = 0;
            for (int c = 0; c < CLASSES; c++) {
                sum += Math.exp(x[i * CLASSES + c]);
                linear += y[i * CLASSES + c] * x[i * CLASSES + c];
            }
            expected += (Math.log(sum) - linear) / 2;
        }
        assertThat(evaluate(new SoftmaxCrossEntropy(), x, y, new double[6])).isCloseTo(expected, within(1e-14));
    }

    @Test
    void crossEntropy_hugeLogitGap_isTheGap() {
        double[] gradient = new double[3];
        double loss = evaluate(new SoftmaxCrossEntropy(), new double[] {2000, 0, 0}, new double[] {0, 1, 0}, gradient);
        assertThat(loss).isEqualTo(2000.0);
        assertThat(gradient).containsExactly(1.0, -1.0, 0.0);
    }

    @Test
    void crossEntropy_nanOrInfiniteLogit_isNotFinite() {
        double[] y = {1, 0, 0};
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            for (int i = 0; i < 3; i++) {
                double[] x = {1, 2, 3};
                x[i] = bad;
                assertThat(evaluate(new SoftmaxCrossEntropy(), x, y, new double[3]))
                        .as("%s at %d", bad, i)
                        .isNaN();
            }
        }
    }

    @Test
    void checkLabels_rowsThatAreNoProbabilities_areRefused() {
        SoftmaxCrossEntropy loss = new SoftmaxCrossEntropy();
        INDArray labels = NativeArrays.zeros(DataType.FLOAT, 2, 2);
        NativeArrays.write(new double[] {1, 0, 0.5, 0.4}, labels);
        assertThatThrownBy(() -> loss.checkLabels(labels))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sample 1 must sum to 1");
        NativeArrays.write(new double[] {1, 0, 1.5, -0.5}, labels);
        assertThatThrownBy(() -> loss.checkLabels(labels)).hasMessageContaining("must be in [0, 1]");
        NativeArrays.write(new double[] {1, 0, Double.NaN, 1}, labels);
        assertThatThrownBy(() -> loss.checkLabels(labels)).hasMessageContaining("(NaN) of sample 1");
    }

    @Test
    void checkOutput_imageForCrossEntropy_isRefused() {
        assertThatThrownBy(() -> new SoftmaxCrossEntropy().checkOutput(Shape.of(4, 4, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[4, 4, 2]");
    }

    @Test
    void oneHot_labelOutOfRange_isRefused() {
        assertThatThrownBy(() -> Labels.oneHot(DataType.FLOAT, new int[] {0, 10}, 10))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("label (10) of sample 1 must be in [0, 10)");
    }
}
