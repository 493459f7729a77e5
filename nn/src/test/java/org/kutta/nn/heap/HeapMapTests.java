package org.kutta.nn.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;

class HeapMapTests {
    private static final double STEP = 1e-5;

    private static HeapMap map(int inputs, int outputs) {
        return HeapMap.of(Sequential.of(Dense.of(5), new Tanh(), Dense.of(outputs)), inputs, 3);
    }

    private static double[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return IntStream.range(0, length)
                .mapToDouble(i -> random.nextGaussian())
                .toArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 4", "3, 4, 1", "2, 3, 3", "35, 2, 6"})
    void pullback_anyShape_equalsCentralDifferences(int batch, int inputs, int outputs) {
        HeapMap map = map(inputs, outputs);
        BoundHeapField bound = map.bind(batch);
        double[] x = random(batch * inputs, 1);
        double[] w = random(batch * outputs, 2);
        double[] z = new double[batch * outputs];
        TangentLinearization<double[]> linearization = bound.newLinearization();
        linearization.at(0, x, z);
        double[] xBar = new double[x.length];
        double[] pBar = new double[map.parameters().length];
        linearization.pullback(w, xBar, pBar);
        assertThat(xBar).containsExactly(differences(bound, x, x, w), within(1e-7));
        assertThat(pBar).containsExactly(differences(bound, map.parameters(), x, w), within(1e-7));

        double[] zDot = new double[z.length];
        double[] xDot = random(x.length, 4);
        linearization.tangent(0, xDot, null, zDot);
        assertThat(dot(w, zDot)).isCloseTo(dot(xBar, xDot), within(1e-12 * batch * 100));
    }

    private static double[] differences(BoundHeapField bound, double[] varied, double[] x, double[] w) {
        double[] z = new double[w.length];
        double[] result = new double[varied.length];
        for (int i = 0; i < varied.length; i++) {
            double at = varied[i];
            varied[i] = at + STEP;
            bound.evaluate(0, x, z);
            double above = dot(w, z);
            varied[i] = at - STEP;
            bound.evaluate(0, x, z);
            varied[i] = at;
            result[i] = (above - dot(w, z)) / (2 * STEP);
        }
        return result;
    }

    private static double dot(double[] x, double[] y) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
    }

    @Test
    void evaluate_wrongLength_namesBothShapes() {
        BoundHeapField bound = map(2, 3).bind(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bound.evaluate(0, new double[8], new double[8]))
                .withMessageContaining("output 8")
                .withMessageContaining("[4, 2] and [4, 3]");
    }

    @Test
    void of_badArguments_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapMap.of(new Flatten(), 2, 1))
                .withMessageContaining("no form on the heap");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapMap.of(Dense.of(2), 2, new double[5]))
                .withMessageContaining("length 5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HeapMap.of(Dense.of(2), 0, 1))
                .withMessageContaining("inputs (0)");
    }
}
