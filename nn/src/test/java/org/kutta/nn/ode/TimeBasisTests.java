package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.Mesh;

/** What every basis promises. */
class TimeBasisTests {
    private static final long SEED = 3;

    static Stream<TimeBasis> bases() {
        return Stream.of(Mesh.uniform(-1, 2, 5), Mesh.of(-1, -0.4, 0.1, 2), Mesh.of(2, 1.5, -1))
                .flatMap(mesh -> Stream.of(
                        new PiecewiseConstant(mesh),
                        new PiecewiseLinear(mesh),
                        new Fourier(mesh.t0(), mesh.t1(), 3),
                        new Chebyshev(mesh.t0(), mesh.t1(), 5)));
    }

    private static double[] values(TimeBasis basis, double t) {
        double[] values = new double[basis.size()];
        basis.values(t, values);
        return values;
    }

    private static double sum(double[] coefficients, double[] values) {
        double sum = 0;
        for (int k = 0; k < values.length; k++) {
            sum += coefficients[k] * values[k];
        }
        return sum;
    }

    @ParameterizedTest
    @MethodSource("bases")
    void one_anyTime_makesTheFunctionOne(TimeBasis basis) {
        for (double t : new double[] {-3, -1, -0.77, 0.1, 1.5, 2, 7}) {
            assertThat(sum(basis.one(), values(basis, t))).isCloseTo(1, within(1e-15));
        }
    }

    @ParameterizedTest
    @MethodSource("bases")
    void slopes_betweenNodes_areDerivatives(TimeBasis basis) {
        double[] slopes = new double[basis.size()];
        double h = 1e-5;
        for (double t : new double[] {-0.93, -0.5, 0.3, 1.31, 1.9}) {
            basis.slopes(t, slopes);
            double[] after = values(basis, t + h);
            double[] before = values(basis, t - h);
            for (int k = 0; k < slopes.length; k++) {
                // Third derivatives of T_5 and of the third harmonic are below 3000.
                assertThat(slopes[k]).isCloseTo((after[k] - before[k]) / (2 * h), within(1e-7));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bases")
    void values_outsideTheInterval_areThoseOfItsEnds(TimeBasis basis) {
        double[] slopes = new double[basis.size()];
        assertThat(values(basis, -5)).isEqualTo(values(basis, -1));
        assertThat(values(basis, 9)).isEqualTo(values(basis, 2));
        basis.slopes(9, slopes);
        assertThat(slopes).containsOnly(0.0);
    }

    @ParameterizedTest
    @MethodSource("bases")
    void refined_interpolatedCoefficients_areTheSameFunction(TimeBasis basis) {
        TimeBasis fine = basis.refined();
        SplittableRandom random = new SplittableRandom(SEED);
        double[] coefficients = random.doubles(basis.size(), -1, 1).toArray();
        double[] refined = coefficients;
        if (fine.nodes().length > 0) {
            refined = new double[fine.size()];
            for (int k = 0; k < refined.length; k++) {
                refined[k] = sum(coefficients, values(basis, fine.nodes()[k]));
            }
        }
        for (double t : random.doubles(50, -1, 2).toArray()) {
            assertThat(sum(refined, values(fine, t)))
                    .as("seed %s", SEED)
                    .isCloseTo(sum(coefficients, values(basis, t)), within(1e-14));
        }
    }

    @Test
    void piecewiseConstant_border_belongsToThePieceThatBeginsThere() {
        Mesh tenths = Mesh.uniform(0, 1, 10);
        for (int n = 0; n < 10; n++) {
            assertThat(values(new PiecewiseConstant(tenths), tenths.t(n))[n]).isEqualTo(1);
        }
        assertThat(values(new PiecewiseConstant(tenths), 1)[9]).isEqualTo(1);
        Mesh back = Mesh.uniform(1, 0, 10);
        assertThat(values(new PiecewiseConstant(back), back.t(3))[3]).isEqualTo(1);
    }

    @Test
    void constructor_badNumbers_areRefused() {
        assertThatThrownBy(() -> new Fourier(0, 1, 0)).hasMessage("harmonics (0) must be >= 1");
        assertThatThrownBy(() -> new Chebyshev(1, 1, 2)).hasMessage("t1 (1.0) must not be t0");
    }
}
