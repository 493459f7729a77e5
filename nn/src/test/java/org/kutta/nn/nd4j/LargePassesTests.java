package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies and sums on both sides of the length at which they go to operations that use all threads: whole numbers, so that every sum is exact. */
class LargePassesTests {

    @ParameterizedTest
    @ValueSource(ints = {LargePasses.LARGE - 2, LargePasses.LARGE, LargePasses.LARGE + 6})
    void addTimes_slicesOfAnyLengthAndShape_isTheSum(int n) {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (INDArray all = NativeArrays.vector(type, numbers(3 * n + 3))) {
                INDArray x = NativeArrays.slice(all, 1, n);
                INDArray y = NativeArrays.slice(all, n + 1L, n);
                INDArray result = NativeArrays.slice(all, 2L * n + 2, n);
                double[] sum = sum(y, 3, x);
                NativeArrays.addTimes(y, 3, x, result);
                assertThat(NativeArrays.toHeap(result)).isEqualTo(sum);
                NativeArrays.axpy(3, NativeArrays.view(x, 2, n / 2), y);
                assertThat(NativeArrays.toHeap(y)).isEqualTo(sum);
                NativeArrays.copy(NativeArrays.view(x, n / 2, 2), y);
                assertThat(NativeArrays.toHeap(y)).isEqualTo(NativeArrays.toHeap(x));
                assertThat(all.getDouble(0)).isZero();
                assertThat(all.getDouble(2L * n + 1)).isEqualTo((2 * n + 1) % 1000);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {LargePasses.LARGE - 2, LargePasses.LARGE})
    void axpy_factorZeroOrNaN_leavesOrSpoilsAll(int n) {
        double[] nan = new double[n];
        Arrays.fill(nan, Double.NaN);
        try (INDArray x = NativeArrays.vector(DataType.FLOAT, nan);
                INDArray y = NativeArrays.vector(DataType.FLOAT, numbers(n))) {
            NativeArrays.axpy(0, x, y);
            assertThat(NativeArrays.toHeap(y)).isEqualTo(numbers(n));
            NativeArrays.setZero(x);
            NativeArrays.axpy(Double.NaN, x, y);
            assertThat(NativeArrays.toHeap(y)).containsOnly(Double.NaN);
        }
    }

    private static double[] numbers(int n) {
        double[] values = new double[n];
        Arrays.setAll(values, i -> i % 1000);
        return values;
    }

    private static double[] sum(INDArray y, double a, INDArray x) {
        double[] result = NativeArrays.toHeap(y);
        double[] summand = NativeArrays.toHeap(x);
        Arrays.setAll(result, i -> result[i] + a * summand[i]);
        return result;
    }
}
