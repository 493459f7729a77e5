package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.nn.parallel.Crew;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sums by blocks against sums of whole arrays, to the bit, with the crew awake and asleep. */
class BlockPassesTests {
    private static final int SHORTEST = 4097;

    private static int threads;

    @BeforeAll
    static void useTheCrew() {
        assumeTrue(NativeArrays.areOnHost());
        threads = Backend.threads();
        Backend.setThreads(Math.max(2, Crew.SHARED.size()));
    }

    @AfterAll
    static void restore() {
        if (threads > 0) {
            Backend.setThreads(threads);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {SHORTEST, 8192, 12_345, 99_999, LargePasses.LARGE - 1})
    void combine_anyNumberOfTerms_hasTheBitsOfWholePasses(int n) {
        SplittableRandom random = new SplittableRandom(n);
        double dt = 0.37;
        for (int terms = 0; terms <= 10; terms++) {
            double[] weights = random.doubles(terms, -1, 1).toArray();
            INDArray[] stages =
                    IntStream.range(0, terms).mapToObj(i -> normal(n, random)).toArray(INDArray[]::new);
            if (terms > 2) {
                weights[1] = 0; // whose stage may hold anything
                NativeArrays.write(nan(n), stages[1]);
            }
            INDArray base = normal(n, random);
            INDArray expected = NativeArrays.zerosLike(base);
            Nd4j.getBlasWrapper().level1().copy(base, expected);
            INDArray expectedOfStages = NativeArrays.zerosLike(base);
            for (int j = 0; j < terms; j++) {
                if (weights[j] != 0) {
                    Nd4j.getBlasWrapper().level1().axpy(n, dt * weights[j], stages[j], expected);
                    Nd4j.getBlasWrapper().level1().axpy(n, dt * weights[j], stages[j], expectedOfStages);
                }
            }
            INDArray result = of(nan(n));
            for (boolean helped : new boolean[] {false, true}) {
                wake(helped);
                NdArraySpace.FLOAT.combine(base, dt, weights, stages, terms, result);
                assertThat(NativeArrays.toHeap(result)).isEqualTo(NativeArrays.toHeap(expected));
                wake(helped);
                NdArraySpace.FLOAT.combine(dt, weights, stages, terms, result);
                assertThat(NativeArrays.toHeap(result)).isEqualTo(NativeArrays.toHeap(expectedOfStages));
            }
            NdArraySpace.FLOAT.combine(base, dt, weights, stages, terms, base);
            assertThat(NativeArrays.toHeap(base)).isEqualTo(NativeArrays.toHeap(expected));
            for (INDArray array : new INDArray[] {base, expected, expectedOfStages, result}) {
                array.close();
            }
            Arrays.stream(stages).forEach(INDArray::close);
        }
    }

    @Test
    void copyAddAndZero_ofASlice_leaveItsNeighbours() {
        int n = 10_001;
        try (INDArray all = of(nan(n + 2));
                INDArray x = normal(n, new SplittableRandom(1))) {
            INDArray slice = NativeArrays.slice(all, 1, n);
            for (boolean helped : new boolean[] {false, true}) {
                wake(helped);
                NativeArrays.copy(x, slice);
                assertThat(NativeArrays.toHeap(slice)).isEqualTo(NativeArrays.toHeap(x));
                wake(helped);
                NativeArrays.axpy(-1, x, slice);
                assertThat(NativeArrays.toHeap(slice)).containsOnly(0);
                NativeArrays.axpy(Double.NaN, x, slice);
                assertThat(NativeArrays.toHeap(slice)).containsOnly(Double.NaN);
                wake(helped);
                NativeArrays.setZero(slice);
                assertThat(NativeArrays.toHeap(slice)).containsOnly(0);
                assertThat(all.getDouble(0)).isNaN();
                assertThat(all.getDouble(n + 1)).isNaN();
            }
        }
    }

    @Test
    void copy_ofAnotherLengthOrType_isRefused() {
        try (INDArray target = of(new double[SHORTEST]);
                INDArray shorter = of(new double[SHORTEST - 1]);
                INDArray doubles = NativeArrays.vector(DataType.DOUBLE, new double[SHORTEST])) {
            assertThatThrownBy(() -> NativeArrays.copy(shorter, target))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("4096 numbers cannot be copied to an array of 4097");
            assertThatThrownBy(() -> NativeArrays.axpy(1, shorter, target))
                    .hasMessage("4097 and 4096 numbers cannot be added into an array of 4097");
            assertThatThrownBy(() -> NativeArrays.axpy(1, doubles, target)).hasMessageContaining("type DOUBLE");
        }
    }

    /** Whether helpers look out for work when the next pass begins, or nearly always so. */
    private static void wake(boolean wanted) {
        if (wanted) {
            Crew.SHARED.run((part, worker) -> {}, Crew.SHARED.size());
        }
    }

    private static INDArray normal(int n, SplittableRandom random) {
        return of(random.doubles(n, -1, 1).toArray());
    }

    private static double[] nan(int n) {
        double[] values = new double[n];
        Arrays.fill(values, Double.NaN);
        return values;
    }

    private static INDArray of(double[] values) {
        return NativeArrays.vector(DataType.FLOAT, values);
    }
}
