package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoefficientTests {

    @ParameterizedTest
    @CsvSource({
        "2/4, 1/2",
        "-6/3, -2",
        "1/2 + 1/3, 5/6",
        "2*(3-5)/8, -1/2",
        "+7, 7",
        "sqrt(8), 2*sqrt(2)",
        "sqrt(9)/2, 3/2",
        "(R-1)/2, (-1+sqrt(2))/2",
        "(2-R)/6, (2-sqrt(2))/6",
        "-R/2, -sqrt(2)/2",
        "1/R, sqrt(2)/2",
        "(1+R)*(1-R), -1",
        "(1+R)/(1-R), -3-2*sqrt(2)",
        "0.1610, 0.161",
        "-2.5e-3, -0.0025",
        "1e-9, 1E-9",
        "3.0, 3",
        "-.5, -0.5"
    })
    void parse_validText_givesCanonicalValue(String text, String canonical) {
        Coefficient value = Coefficient.parse(text.replace("R", "sqrt(2)"));
        assertThat(value).hasToString(canonical).isEqualTo(Coefficient.parse(canonical));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "NaN",
                "Infinity",
                "1/0",
                "1/(2-2)",
                "1//2",
                "1/2/",
                "(1",
                "1)",
                "sqrt(-1)",
                "sqrt(2",
                "sqrt(99999999)",
                "1.5/2",
                "1e999999999",
                "1e-99999999999999999999999",
                "0x10",
                "1_000",
                "\u0661",
                "1.2.3",
                "--1",
                "sqrt(2)+sqrt(3)",
                "1 2",
                "pi"
            })
    void parse_invalidText_isRefusedWithReason(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Coefficient.parse(text))
                .withMessageNotContaining("null")
                .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
    }

    @Test
    void parse_deepOrLongText_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Coefficient.parse("(".repeat(500) + "1" + ")".repeat(400)));
        assertThatIllegalArgumentException().isThrownBy(() -> Coefficient.parse("1".repeat(1001)));
    }

    @Test
    void doubleValue_anyRational_isNearestDouble() {
        long seed = 4711;
        Random random = new Random(seed);
        for (int n = 0; n < 2000; n++) {
            BigInteger p = new BigInteger(1 + random.nextInt(120), random);
            BigInteger q = new BigInteger(1 + random.nextInt(120), random).add(BigInteger.ONE);
            double value = Coefficient.of(new BigFraction(p, q)).doubleValue();
            BigFraction error =
                    new BigFraction(value).subtract(new BigFraction(p, q)).abs();
            BigFraction halfUlp = new BigFraction(Math.ulp(value)).divide(2);
            assertThat(error).as("%s/%s, seed %s", p, q, seed).isLessThanOrEqualTo(halfUlp);
        }
    }

    @Test
    void doubleValue_tieBetweenTwoDoubles_roundsToEven() {
        BigFraction tie =
                new BigFraction(BigInteger.ONE.shiftLeft(53).add(BigInteger.ONE), BigInteger.ONE.shiftLeft(53));
        assertThat(Coefficient.of(tie).doubleValue()).isEqualTo(1.0);
    }

    @Test
    void doubleValue_cancellingSurd_isNearestDouble() {
        // (sqrt(2) - 1)^20 is 2.2e-8, the difference of two numbers near 2.3e7.
        Coefficient power = Coefficient.ONE;
        for (int n = 0; n < 20; n++) {
            power = power.multiply(Coefficient.parse("sqrt(2)-1"));
        }
        BigDecimal exact = BigDecimal.valueOf(2)
                .sqrt(new MathContext(100))
                .subtract(BigDecimal.ONE)
                .pow(20);
        assertThat(power.doubleValue()).isEqualTo(exact.doubleValue());
        assertThat(power.toDecimal().precision()).isLessThanOrEqualTo(Coefficient.DECIMAL_DIGITS);
        assertThat(power.toDecimal().subtract(exact).abs()).isLessThan(exact.scaleByPowerOfTen(-59));
    }

    @Test
    void arithmetic_randomSurds_obeysFieldLaws() {
        long seed = 99;
        Random random = new Random(seed);
        for (int n = 0; n < 300; n++) {
            Coefficient x = randomSurd(random);
            Coefficient y = randomSurd(random);
            Coefficient z = randomSurd(random);
            assertThat(x.add(y).multiply(z))
                    .as("seed %s", seed)
                    .isEqualTo(x.multiply(z).add(y.multiply(z)));
            assertThat(x.subtract(y).signum())
                    .as("%s - %s, seed %s", x, y, seed)
                    .isEqualTo((int) Math.signum(x.doubleValue() - y.doubleValue()));
            if (!y.isZero()) {
                assertThat(x.divide(y).multiply(y)).as("seed %s", seed).isEqualTo(x);
            }
            assertThat(Coefficient.parse(x.toString()))
                    .as("seed %s", seed)
                    .isEqualTo(x)
                    .hasSameHashCodeAs(x);
        }
    }

    private static Coefficient randomSurd(Random random) {
        BigFraction p = new BigFraction(random.nextInt(41) - 20, 1 + random.nextInt(12));
        BigFraction q = new BigFraction(random.nextInt(5) - 2, 1 + random.nextInt(12));
        return Coefficient.of(p, q, 6);
    }

    @Test
    void decimal_mixedWithExact_staysDecimalUnlessInteger() {
        Coefficient third = Coefficient.of(1, 3);
        Coefficient sum = Coefficient.parse("0.5").add(third);
        assertThat(sum.isExact()).isFalse();
        assertThat(sum.doubleValue()).isEqualTo(5.0 / 6);
        assertThat(Coefficient.parse("0.5").add(Coefficient.parse("0.5"))).isEqualTo(Coefficient.ONE);
        assertThat(Coefficient.parse("0.5")).isNotEqualTo(Coefficient.of(1, 2));
    }
}
