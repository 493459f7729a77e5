package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.ode.nonstiff.ButcherArrayProvider;
import org.hipparchus.ode.nonstiff.ClassicalRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.hipparchus.ode.nonstiff.EulerIntegrator;
import org.hipparchus.ode.nonstiff.GillIntegrator;
import org.hipparchus.ode.nonstiff.MidpointIntegrator;
import org.hipparchus.ode.nonstiff.ThreeEighthesIntegrator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What no order condition can tell: which of several valid methods a name means, and the sign and scale of error weights. */
class GoldenCoefficientTests {

    @Test
    void ralston2_secondNode_isTwoThirds() {
        assertThat(Tableaus.RALSTON2.exactC(1)).isEqualTo(Coefficient.of(2, 3));
        assertThat(Tableaus.RALSTON2.exactB(1)).isEqualTo(Coefficient.of(3, 4));
    }

    @Test
    void rk4AndRk38_nodes_areHalvesAndThirds() {
        assertThat(Tableaus.RK4.exactC(1)).isEqualTo(Coefficient.of(1, 2));
        assertThat(Tableaus.RK4.exactC(2)).isEqualTo(Coefficient.of(1, 2));
        assertThat(Tableaus.RK38.exactC(1)).isEqualTo(Coefficient.of(1, 3));
        assertThat(Tableaus.RK38.exactC(2)).isEqualTo(Coefficient.of(2, 3));
    }

    @Test
    void fehlberg45_errorWeights_areFourthMinusFifthOrder() {
        assertThat(Tableaus.FEHLBERG45.exactE(0, 0)).isEqualTo(Coefficient.of(-1, 360));
        assertThat(Tableaus.FEHLBERG45.exactEmbedded(0, 5)).isEqualTo(Coefficient.of(2, 55));
    }

    /** Local extrapolation swaps the roles: order 5 is propagated, with the published figures of that reading. */
    @Test
    void fehlberg45_weightsSwapped_isOrderFiveWithFour() {
        ButcherTableau source = Tableaus.FEHLBERG45;
        TableauBuilder builder = ButcherTableau.explicit("fehlberg54");
        for (int i = 0; i < source.stages(); i++) {
            int row = i;
            builder.row(
                    source.exactC(i),
                    IntStream.range(0, i).mapToObj(j -> source.exactA(row, j)).toList());
        }
        builder.weights(
                IntStream.range(0, 6).mapToObj(i -> source.exactEmbedded(0, i)).toList());
        builder.embeddedWeights(
                4, IntStream.range(0, 6).mapToObj(source::exactB).toList());
        TableauCertificate certificate = builder.order(5).build().certify().requirePassed();
        assertThat(certificate.tableau().stackStages()).isEqualTo(6);
        assertThat(certificate.principalErrorNorm()).isCloseTo(0.0034, within(0.00005));
        assertThat(certificate.sumAbsB()).isCloseTo(1.36, within(0.005));
        assertThat(certificate.stability().realInterval()).isCloseTo(3.68, within(0.005));
        assertThat(certificate.stability().imaginaryInterval()).isZero();
        assertThat(certificate.tableau().varianceGrowth()).isCloseTo(12, within(0.05));
    }

    @Test
    void cashkarp54_fifthStage_isUsedWithoutWeight() {
        assertThat(Tableaus.CASHKARP54.exactB(4)).isEqualTo(Coefficient.ZERO);
        assertThat(Tableaus.CASHKARP54.isUsed(4)).isTrue();
        assertThat(Tableaus.CASHKARP54.exactA(5, 4)).isEqualTo(Coefficient.of(253, 4096));
    }

    @Test
    void dopri5_errorWeights_areHairersNotShampines() {
        assertThat(Tableaus.DOPRI5.exactE(0, 6)).isEqualTo(Coefficient.of(-1, 40));
        assertThat(Tableaus.DOPRI5.exactEmbedded(0, 0)).isEqualTo(Coefficient.of(5179, 57600));
    }

    /** Weights at the middle of a step that other libraries store. */
    @Test
    void dopri5_denseOutputAtHalf_equalsTheStoredMidpointWeights() {
        String[] midpoint = {
            "6025192743/60171106304",
            "0",
            "51252292925/130801643196",
            "-2691868925/90256659456",
            "187940372067/3189068634112",
            "-1776094331/39487288512",
            "11237099/470086768"
        };
        for (int i = 0; i < 7; i++) {
            Coefficient value = Coefficient.ZERO;
            Coefficient power = Coefficient.ONE;
            for (int k = 1; k <= 4; k++) {
                power = power.divide(Coefficient.of(2));
                value = value.add(Tableaus.DOPRI5.exactDense(i, k).multiply(power));
            }
            assertThat(value).isEqualTo(Coefficient.parse(midpoint[i]));
        }
    }

    @Test
    void tsit5_errorWeightsAndLastDenseWeight_haveThePublishedSign() {
        assertThat(Tableaus.TSIT5.exactE(0, 6)).isEqualTo(Coefficient.of(-1, 66));
        assertThat(Tableaus.TSIT5.e(0, 0)).isEqualTo(0.0017800110522257714);
        // b7(theta) = theta^2 (theta - 1) (5 theta - 3) / 2
        assertThat(IntStream.rangeClosed(1, 4).mapToDouble(k -> Tableaus.TSIT5.dense(6, k)))
                .containsExactly(0.0, 1.5, -4.0, 2.5);
    }

    @Test
    void huta6_rows_areThoseOfTheFirstMethod() {
        assertThat(Tableaus.HUTA6.exactA(5, 1)).isEqualTo(Coefficient.of(-109));
        assertThat(Tableaus.HUTA6.exactA(7, 6)).isEqualTo(Coefficient.of(36, 41));
    }

    @Test
    void dop853_secondErrorWeights_areThoseOfTheThirdOrderSolution() {
        assertThat(Tableaus.DOP853.exactEmbedded(1, 0)).isEqualTo(Coefficient.of(31, 127));
        assertThat(Tableaus.DOP853.exactEmbedded(1, 8)).isEqualTo(Coefficient.of(12675, 17272));
        assertThat(Tableaus.DOP853.exactEmbedded(1, 11)).isEqualTo(Coefficient.of(3, 136));
        assertThat(IntStream.range(0, 13)
                        .filter(i -> !Tableaus.DOP853.exactEmbedded(1, i).isZero()))
                .containsExactly(0, 8, 11);
    }

    static Stream<Arguments> hipparchusTwins() {
        return Stream.of(
                Arguments.of(Tableaus.EULER, new EulerIntegrator(1)),
                Arguments.of(Tableaus.MIDPOINT, new MidpointIntegrator(1)),
                Arguments.of(Tableaus.RK4, new ClassicalRungeKuttaIntegrator(1)),
                Arguments.of(Tableaus.RK38, new ThreeEighthesIntegrator(1)),
                Arguments.of(Tableaus.GILL4, new GillIntegrator(1)),
                Arguments.of(Tableaus.DOPRI5, new DormandPrince54Integrator(1e-3, 1, 1e-6, 1e-6)),
                Arguments.of(Tableaus.DOP853, new DormandPrince853Integrator(1e-3, 1, 1e-6, 1e-6)));
    }

    /** An independent copy of the same methods; its doubles come from floating-point division, so that they may be an ulp off. */
    @ParameterizedTest
    @MethodSource("hipparchusTwins")
    void coefficients_methodsThatHipparchusHas_agree(ButcherTableau tableau, ButcherArrayProvider twin) {
        double[] c = twin.getC();
        double[][] a = twin.getA();
        double[] b = twin.getB();
        for (int i = 0; i < c.length; i++) {
            assertClose(tableau.c(i + 1), c[i]);
            for (int j = 0; j <= i; j++) {
                assertClose(tableau.a(i + 1, j), a[i][j]);
            }
        }
        for (int i = 0; i < b.length; i++) {
            assertClose(i < tableau.stages() ? tableau.b(i) : 0, b[i]);
        }
    }

    private static void assertClose(double ours, double theirs) {
        assertThat(ours).isCloseTo(theirs, within(4 * Math.ulp(Math.abs(theirs) + 1)));
    }
}
