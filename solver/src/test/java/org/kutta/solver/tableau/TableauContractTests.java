package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every tableau of the catalogue. */
class TableauContractTests {

    static Stream<ButcherTableau> catalogue() {
        return Tableaus.all().stream();
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void certify_catalogue_passesAtExactlyTheClaimedOrders(ButcherTableau tableau) {
        TableauCertificate certificate = tableau.certify().requirePassed();
        assertThat(certificate.passed()).isTrue();
        assertThat(certificate.failures()).isEmpty();
        assertThat(certificate.verifiedOrder()).isEqualTo(tableau.order());
        assertThat(certificate.verifiedEmbeddedOrder()).isEqualTo(tableau.embeddedOrder());
        for (int k = 0; k < tableau.errorEstimates(); k++) {
            assertThat(certificate.verifiedEmbeddedOrder(k)).isEqualTo(tableau.embeddedOrder(k));
        }
        assertThat(certificate.verifiedDenseOrder()).isEqualTo(tableau.denseOrder());
        assertThat(tableau.explicit()).isTrue();
    }

    /** Nearest doubles of exact numbers that sum to s, sum to s within one rounding error of each and of each addition. */
    @ParameterizedTest
    @MethodSource("catalogue")
    void doubles_catalogue_keepRowSumsAndWeightSums(ButcherTableau tableau) {
        int rows = tableau.stages() + tableau.denseStages();
        double unit = rows * Math.ulp(1.0);
        for (int i = 0; i < rows; i++) {
            double sum = 0;
            double magnitude = 1;
            for (int j = 0; j < rows; j++) {
                sum += tableau.a(i, j);
                magnitude += Math.abs(tableau.a(i, j));
                assertThat(tableau.a(i, j)).isEqualTo(tableau.exactA(i, j).doubleValue());
            }
            assertThat(Math.abs(sum - tableau.c(i))).isLessThanOrEqualTo(unit * magnitude);
        }
        for (int k = 0; k < tableau.errorEstimates(); k++) {
            double sum = 0;
            double magnitude = 0;
            for (int i = 0; i < tableau.stages(); i++) {
                sum += tableau.e(k, i);
                magnitude += Math.abs(tableau.e(k, i));
                assertThat(tableau.exactB(i).subtract(tableau.exactEmbedded(k, i)))
                        .isEqualTo(tableau.exactE(k, i));
            }
            assertThat(Math.abs(sum)).isLessThanOrEqualTo(unit * magnitude);
        }
    }

    /** The first coefficients of the stability polynomial are those of the exponential, and no more than that. */
    @ParameterizedTest
    @MethodSource("catalogue")
    void stability_catalogue_agreesWithTheExponentialToTheOrder(ButcherTableau tableau) {
        List<Coefficient> r = tableau.certify().stability().coefficients();
        Coefficient taylor = Coefficient.ONE;
        for (int k = 0; k <= tableau.order(); k++) {
            assertThat(r.get(k)).isEqualTo(taylor);
            taylor = taylor.divide(Coefficient.of(k + 1));
        }
        assertThat(r).hasSizeLessThanOrEqualTo(tableau.stackStages() + 1);
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void stability_catalogue_endsWhereTheIntervalsEnd(ButcherTableau tableau) {
        StabilityFunction stability = tableau.certify().stability();
        double real = stability.realInterval();
        double imaginary = stability.imaginaryInterval();
        for (int n = 0; n <= 1000; n++) {
            assertThat(stability.magnitude(-real * n / 1000, 0)).isLessThan(1 + 1e-9);
            assertThat(stability.magnitude(0, imaginary * n / 1000)).isLessThan(1 + 1e-9);
        }
        assertThat(stability.magnitude(-real - 0.1, 0)).isGreaterThan(1);
        assertThat(stability.magnitude(0, imaginary + 0.1)).isGreaterThan(1);
    }

    @Test
    void fsal_catalogue_holdsForTheFourThatWerePublishedSo() {
        assertThat(Tableaus.all().stream().filter(ButcherTableau::fsal))
                .containsExactly(Tableaus.BOSH3, Tableaus.DOPRI5, Tableaus.TSIT5, Tableaus.DOP853);
    }

    /** Published figures; each holds to half a unit of its last digit. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            euler          |  1 |  1 | 0     | 1    | 0.5     | 2.00 | 0.00 | 2.00
            midpoint       |  2 |  2 | 0.5   | 1    | 0.17    | 2.00 | 0.00 | 2.25
            heun2          |  2 |  2 | 1     | 1    | 0.19    | 2.00 | 0.00 | 1.75
            ralston2       |  2 |  2 | 0.667 | 1    | 0.17    | 2.00 | 0.00 | 1.88
            kutta3         |  3 |  3 | 2     | 1    | 0.059   | 2.51 | 1.73 | 1.78
            heun3          |  3 |  3 | 0.667 | 1    | 0.046   | 2.51 | 1.73 | 1.90
            bosh3          |  4 |  3 | 0.75  | 1    | 0.042   | 2.51 | 1.73 | 1.52
            rk4            |  4 |  4 | 1     | 1    | 0.015   | 2.79 | 2.83 | 1.38
            rk38           |  4 |  4 | 1     | 1    | 0.013   | 2.79 | 2.83 | 1.57
            gill4          |  4 |  4 | 1.71  | 1    | 0.013   | 2.79 | 2.83 | 1.55
            fehlberg45     |  6 |  5 | 8     | 1.4  | 0.0018  | 3.02 | 0.00 | 13.8
            cashkarp54     |  6 |  6 | 2.59  | 1    | 0.00095 | 3.73 | 0.00 | 1.48
            dopri5         |  7 |  6 | 11.6  | 1.64 | 0.0004  | 3.31 | 1.00 | 44.3
            tsit5          |  7 |  6 | 12.9  | 7.58 | 0.00014 | 3.51 | 0.48 | 4195
            kutta-nystrom5 |  6 |  6 | 3.75  | 1.84 | 0.0038  | 3.22 | 0.00 | 2.69
            huta6          |  8 |  8 | 109   | 1    | 0.009   | 3.84 | 2.23 | 63.3
            verner89       | 16 | 14 | 627   | 2.82 | 0.00012 | 4.16 | 0.19 | 6.67
            dop853         | 13 | 12 | 43.5  | 12.9 | 6.3e-06 | 6.39 | 5.96 | 3139
            """)
    void figures_published_areReproduced(
            String name,
            int stages,
            int used,
            String maxA,
            String sumB,
            String errorNorm,
            String real,
            String imaginary,
            String growth) {
        ButcherTableau tableau = Tableaus.byName(name);
        TableauCertificate certificate = tableau.certify();
        assertThat(tableau.stages()).isEqualTo(stages);
        assertThat(tableau.stackStages()).isEqualTo(used);
        assertPrinted(certificate.maxAbsA(), maxA);
        assertPrinted(certificate.sumAbsB(), sumB);
        assertPrinted(certificate.principalErrorNorm(), errorNorm);
        assertPrinted(certificate.stability().realInterval(), real);
        assertPrinted(certificate.stability().imaginaryInterval(), imaginary);
        assertPrinted(tableau.varianceGrowth(), growth);
    }

    private static void assertPrinted(double value, String printed) {
        BigDecimal decimal = new BigDecimal(printed);
        double halfUnit = 0.5000001 * Math.pow(10, -decimal.scale());
        assertThat(value).isBetween(decimal.doubleValue() - halfUnit, decimal.doubleValue() + halfUnit);
    }
}
