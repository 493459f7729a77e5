package org.kutta.nn.heap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.Test;

class ElementwiseTests {
    private static final double ULP = 0x1p-53;
    private final Scratch scratch = new Scratch(1);

    private double[] tanh(double... x) {
        double[] y = new double[x.length];
        Elementwise.tanh(x, y, 0, x.length, scratch);
        return y;
    }

    /** From {@code 2^-40} to 32, evenly in the exponent, both signs. */
    private static double[] points(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] x = new double[count];
        for (int i = 0; i < count; i++) {
            double size = Math.pow(2, 45 * random.nextDouble() - 40);
            x[i] = random.nextBoolean() ? size : -size;
        }
        return x;
    }

    @Test
    void tanh_manyPoints_isWithinItsBoundOfTheLibrarys() {
        long seed = 20_240_613L;
        double[] x = points(seed, 400_000);
        double[] y = tanh(x);
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double expected = FastMath.tanh(x[i]);
            double ulps = Math.abs(y[i] - expected) / Math.ulp(expected);
            sum += ulps;
            assertThat(Math.abs(y[i] / expected - 1))
                    .as("seed %s, tanh(%s)", seed, x[i])
                    .isLessThanOrEqualTo(1e-15);
            assertThat(Math.abs(y[i])).isLessThanOrEqualTo(1);
        }
        assertThat(sum / x.length).as("mean error in ulp").isLessThan(1);
    }

    @Test
    void tanh_somePoints_isWithinItsBoundOfAnExactSum() {
        long seed = 20_240_614L;
        for (double x : points(seed, 300)) {
            BigDecimal exact = exactTanh(x);
            BigDecimal error = new BigDecimal(tanh(x)[0])
                    .divide(exact, new MathContext(40))
                    .subtract(BigDecimal.ONE);
            assertThat(Math.abs(error.doubleValue()))
                    .as("seed %s, tanh(%s)", seed, x)
                    .isLessThanOrEqualTo(1e-15);
        }
    }

    /** {@code (e^x - e^-x) / (e^x + e^-x)}, the exponential as the square, ten times, of a Taylor sum. */
    private static BigDecimal exactTanh(double x) {
        MathContext digits = new MathContext(80);
        BigDecimal small = new BigDecimal(x).divide(new BigDecimal(1024), digits);
        BigDecimal term = BigDecimal.ONE;
        BigDecimal e = BigDecimal.ONE;
        for (int n = 1; n < 40; n++) {
            term = term.multiply(small, digits).divide(new BigDecimal(n), digits);
            e = e.add(term, digits);
        }
        for (int i = 0; i < 10; i++) {
            e = e.multiply(e, digits);
        }
        BigDecimal inverse = BigDecimal.ONE.divide(e, digits);
        return e.subtract(inverse, digits).divide(e.add(inverse, digits), digits);
    }

    @Test
    void tanh_ofSpecialValues_isExact() {
        assertThat(tanh(0.0, -0.0)).containsExactly(0.0, -0.0);
        assertThat(Double.doubleToRawLongBits(tanh(-0.0)[0])).isEqualTo(Double.doubleToRawLongBits(-0.0));
        assertThat(tanh(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -20, 19.1))
                .containsExactly(1, -1, 1, -1, 1);
        assertThat(tanh(Double.NaN)[0]).isNaN();
        assertThat(tanh(Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL))
                .containsExactly(Double.MIN_VALUE, -Double.MIN_VALUE, Double.MIN_NORMAL);
    }

    @Test
    void tanh_partOfAnArray_leavesTheRestAndEqualsTheWhole() {
        double[] x = points(5, 1500);
        double[] whole = tanh(x);
        double[] y = x.clone();
        Elementwise.tanh(y, y, 3, 1111, scratch);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isEqualTo(i >= 3 && i < 1111 ? whole[i] : x[i]);
        }
    }

    @Test
    void sigmoid_manyPoints_isWithinItsBound() {
        double[] x = points(6, 50_000);
        double[] y = new double[x.length];
        Elementwise.sigmoid(x, y, 0, x.length, scratch);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).as("sigmoid(%s)", x[i]).isCloseTo(1 / (1 + FastMath.exp(-x[i])), within(3 * ULP));
        }
    }

    @Test
    void softplus_manyPoints_isWithinItsBound() {
        double[] x = points(7, 50_000);
        double[] y = new double[x.length];
        Elementwise.softplus(x, y, 0, x.length, scratch);
        for (int i = 0; i < x.length; i++) {
            double expected = Math.max(x[i], 0) + FastMath.log1p(FastMath.exp(-Math.abs(x[i])));
            assertThat(y[i]).as("softplus(%s)", x[i]).isCloseTo(expected, within(1e-15 * Math.max(1, expected)));
        }
    }

    @Test
    void elu_manyPoints_isWithinItsBound() {
        double[] x = points(8, 50_000);
        double[] y = new double[x.length];
        Elementwise.elu(2, x, y, 0, x.length, scratch);
        for (int i = 0; i < x.length; i++) {
            double expected = x[i] > 0 ? x[i] : 2 * FastMath.expm1(x[i]);
            assertThat(y[i]).as("elu(%s)", x[i]).isCloseTo(expected, within(2e-15));
        }
    }

    @Test
    void sigmoidAndSoftplus_ofSpecialValues_areThoseOfTheFormula() {
        double[] x = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300};
        double[] y = new double[4];
        Elementwise.sigmoid(x, y, 0, 4, scratch);
        assertThat(y).containsExactly(Double.NaN, 1, 0, 1);
        Elementwise.softplus(x, y, 0, 4, scratch);
        assertThat(y[0]).isNaN();
        assertThat(y[1]).isInfinite();
        assertThat(y[2]).isCloseTo(0, within(1e-16));
        assertThat(y[3]).isEqualTo(1e300);
    }
}
