package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.Tolerances;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NdArraySpaceTests {

    private static final long SEED = 11L;

    private final SplittableRandom random = new SplittableRandom(SEED);

    private double[] values(int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = (float) random.nextGaussian(); // the same numbers in both types
        }
        return values;
    }

    private static INDArray array(DataType type, double[] values) {
        return NativeArrays.vector(type, values);
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void combine_fourStages_equalsTheHeapToRounding(DataType type) {
        NdArraySpace space = NdArraySpace.of(type);
        int n = 1000;
        double[] base = values(n);
        double[][] stages = {values(n), values(n), values(n), values(n)};
        double[] weights = {0.5, 0, -2, 1.25};
        double[] expected = new double[n];
        double[] expectedSum = new double[n];
        DoubleArraySpace.INSTANCE.combine(base, 0.1, weights, stages, 4, expected);
        DoubleArraySpace.INSTANCE.combine(0.1, weights, stages, 4, expectedSum);

        INDArray[] arrays = new INDArray[4];
        for (int j = 0; j < 4; j++) {
            arrays[j] = array(type, stages[j]);
        }
        INDArray result = array(type, values(n));
        space.combine(array(type, base), 0.1, weights, arrays, 4, result);
        INDArray sum = array(type, values(n));
        space.combine(0.1, weights, arrays, 4, sum);

        double bound = 8 * space.unitRoundoff() * 10;
        assertThat(NativeArrays.toHeap(result)).containsExactly(expected, within(bound));
        assertThat(NativeArrays.toHeap(sum)).containsExactly(expectedSum, within(bound));
    }

    @Test
    void combine_zeroWeight_doesNotReadItsStage() {
        NdArraySpace space = NdArraySpace.DOUBLE;
        INDArray nan = array(DataType.DOUBLE, new double[] {Double.NaN, Double.POSITIVE_INFINITY});
        INDArray one = array(DataType.DOUBLE, new double[] {1, 2});
        INDArray result = array(DataType.DOUBLE, new double[] {7, 7});
        space.combine(one, 1, new double[] {0, 2}, new INDArray[] {nan, one}, 2, result);
        assertThat(NativeArrays.toHeap(result)).containsExactly(3, 6);
        space.combine(1, new double[] {0, 2}, new INDArray[] {nan, one}, 2, result);
        assertThat(NativeArrays.toHeap(result)).containsExactly(2, 4);
        space.combine(1, new double[] {0, 0}, new INDArray[] {nan, one}, 2, result);
        assertThat(NativeArrays.toHeap(result)).containsExactly(0, 0);
    }

    /** ND4J's own arithmetic with numbers replaces NaN by 1e-5. */
    @Test
    void combine_nanFactor_givesNan() {
        NdArraySpace space = NdArraySpace.FLOAT;
        INDArray y = array(DataType.FLOAT, new double[] {1, 2, 3});
        INDArray result = space.zerosLike(y);
        space.combine(y, Double.NaN, new double[] {1}, new INDArray[] {y}, 1, result);
        assertThat(NativeArrays.toHeap(result)).containsOnly(Double.NaN);
        assertThat(space.isFinite(result)).isFalse();
    }

    @Test
    void setZero_nan_isZero() {
        for (INDArray y : new INDArray[] {
            array(DataType.FLOAT, new double[] {Double.NaN, 1, Double.POSITIVE_INFINITY}),
            NativeArrays.slice(array(DataType.FLOAT, new double[] {5, Double.NaN, 1, 1}), 1, 3)
        }) {
            NdArraySpace.FLOAT.setZero(y);
            assertThat(NativeArrays.toHeap(y)).containsExactly(0, 0, 0);
        }
    }

    @Test
    void copy_transposedSource_keepsTheComponents() {
        INDArray source = NativeArrays.view(array(DataType.DOUBLE, new double[] {1, 2, 3, 4, 5, 6}), 2, 3)
                .transpose();
        INDArray target = NativeArrays.zeros(DataType.DOUBLE, 3, 2);
        NdArraySpace.DOUBLE.copy(source, target);
        assertThat(NativeArrays.toHeap(target)).containsExactly(1, 4, 2, 5, 3, 6);
    }

    @Test
    void copy_otherDataType_isRefused() {
        INDArray source = array(DataType.DOUBLE, new double[] {1});
        assertThatThrownBy(() -> NdArraySpace.FLOAT.copy(source, NdArraySpace.FLOAT.zerosLike(source)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("state has data type DOUBLE but the space is of FLOAT");
    }

    /** Both sides of the size at which the space goes from a loop to native passes, and slices of larger arrays. */
    @ParameterizedTest
    @CsvSource({"FLOAT, 7", "FLOAT, 8192", "FLOAT, 8193", "FLOAT, 50000", "DOUBLE, 7", "DOUBLE, 9000"})
    void errorRatio_anySize_equalsTheHeap(DataType type, int n) {
        double[] error = values(n);
        double[] y0 = values(n);
        double[] y1 = values(n);
        for (Tolerances tolerances : new Tolerances[] {Tolerances.of(1e-3, 1e-6), Tolerances.of(0, 0.01)}) {
            double expected = DoubleArraySpace.INSTANCE.errorRatio(error, y0, y1, tolerances);
            double actual = NdArraySpace.of(type)
                    .errorRatio(
                            array(type, error),
                            NativeArrays.slice(array(type, padded(y0)), 3, n),
                            array(type, y1),
                            tolerances);
            // atol + rtol |y| may cancel nothing; the sum of n squares is rounded in blocks
            assertThat(actual)
                    .as("seed %s", SEED)
                    .isCloseTo(expected, within(100 * NdArraySpace.of(type).unitRoundoff() * expected));
        }
    }

    private static double[] padded(double[] values) {
        double[] result = new double[values.length + 3];
        System.arraycopy(values, 0, result, 3, values.length);
        return result;
    }

    @ParameterizedTest
    @CsvSource({"10, NaN", "10, Infinity", "10000, NaN", "10000, Infinity", "10000, -Infinity"})
    void errorRatio_oneComponentNotFinite_isNotFinite(int n, double bad) {
        NdArraySpace space = NdArraySpace.FLOAT;
        Tolerances tolerances = Tolerances.of(1e-3, 1e-6);
        double[] good = values(n);
        double[] spoiled = good.clone();
        spoiled[n / 2] = bad;
        INDArray fine = array(DataType.FLOAT, good);
        INDArray broken = array(DataType.FLOAT, spoiled);
        assertThat(space.errorRatio(fine, fine, broken, tolerances)).isNaN();
        assertThat(Double.isFinite(space.errorRatio(broken, fine, fine, tolerances)))
                .isFalse();
        assertThat(space.isFinite(broken)).isFalse();
        assertThat(space.isFinite(fine)).isTrue();
        assertThat(space.worstComponent(broken, fine, fine, tolerances)).isEqualTo(n / 2);
    }

    @Test
    void isFinite_normThatOverflows_isStillFinite() {
        assertThat(NdArraySpace.FLOAT.isFinite(array(DataType.FLOAT, new double[] {3e38, 3e38, 3e38})))
                .isTrue();
        assertThat(NdArraySpace.DOUBLE.isFinite(array(DataType.DOUBLE, new double[] {1.7e308, 1.7e308})))
                .isTrue();
    }

    @Test
    void errorRatio_tolerancesByComponent_equalsTheHeap() {
        Tolerances tolerances = Tolerances.of(new double[] {1e-3, 1e-2}, new double[] {1e-6, 1e-5});
        double[] error = {1e-4, 2e-4};
        double[] y = {0.5, -2};
        double expected = DoubleArraySpace.INSTANCE.errorRatio(error, y, y, tolerances);
        INDArray state = array(DataType.DOUBLE, y);
        assertThat(NdArraySpace.DOUBLE.errorRatio(array(DataType.DOUBLE, error), state, state, tolerances))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"8192, 1e-12", "1048576, 1e-4"})
    void dot_equalFloats_isAccumulatedBeyondFloat(int n, double bound) {
        double tenth = (float) 0.1;
        double[] tenths = new double[n];
        Arrays.fill(tenths, tenth);
        INDArray x = array(DataType.FLOAT, tenths);
        double exact = n * (tenth * tenth);
        // One float sum of a million equal terms would be off by a hundredth.
        assertThat(NdArraySpace.FLOAT.dot(x, x)).isCloseTo(exact, within(bound * exact));
    }

    @Test
    void newStages_arrays_areOfTheStatesTypeAndApart() {
        INDArray like = NativeArrays.zeros(DataType.FLOAT, 2, 3);
        INDArray[] stages = NdArraySpace.FLOAT.newStages(like, 3);
        assertThat(stages).hasSize(3);
        stages[0].assign(1);
        assertThat(NativeArrays.toHeap(stages[1])).containsOnly(0);
        assertThat(NdArraySpace.FLOAT.describeShape(stages[2])).isEqualTo("[2, 3]");
        assertThat(NdArraySpace.FLOAT.bytes(stages[2])).isEqualTo(24);
        NdArraySpace.FLOAT.release(stages[0]);
        assertThat(stages[0].wasClosed()).isTrue();
    }

    /** Both spaces sum in the same order; they differ in where {@code dt} is multiplied in, by a rounding each step. */
    @Test
    void solve_onArrays_agreesWithTheHeapToRounding() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-10);
        double[] y0 = {1, 0};
        Solution<double[]> heap = solver.solve(OdeProblem.of(
                (t, y, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -y[0];
                },
                0,
                10,
                y0));
        INDArray rotation = NativeArrays.view(array(DataType.DOUBLE, new double[] {0, -1, 1, 0}), 2, 2);
        INDArray start = NativeArrays.view(array(DataType.DOUBLE, y0), 1, 2);
        Solution<INDArray> arrays = solver.solve(OdeProblem.of(
                NdArraySpace.DOUBLE,
                (t, y, dydt) ->
                        PreparedOp.matmul(y, false, rotation, false, 1, 0, dydt).run(),
                0,
                10,
                start));
        assertThat(arrays.stats()).isEqualTo(heap.stats());
        assertThat(NativeArrays.toHeap(arrays.finalState())).containsExactly(heap.finalState(), within(1e-12));
    }

    /** As the blocks of a network take turns, too large for the plain loop. */
    @Test
    void errorRatio_shapesInTurn_makesNoArrayAfterTheFirst() {
        INDArray small = array(DataType.FLOAT, values(ErrorNorm.LOOP_LIMIT + 1));
        INDArray large = array(DataType.FLOAT, values(ErrorNorm.LOOP_LIMIT + 2));
        Tolerances tolerances = Tolerances.of(1e-3, 1e-4);
        double first = 0;
        NativeCount count = new NativeCount();
        for (int i = 0; i < 4; i++) {
            double ratios = NdArraySpace.FLOAT.errorRatio(small, small, small, tolerances)
                    + NdArraySpace.FLOAT.errorRatio(large, large, large, tolerances);
            first = i == 0 ? ratios : first;
            if (i == 0) {
                count.restart();
            }
            assertThat(ratios).isEqualTo(first);
        }
        assertThat(count.made()).isZero();
    }
}
