package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.hipparchus.ode.nonstiff.HighamHall54Integrator;
import org.junit.jupiter.api.Test;

/** Coefficients that were published or shipped wrong: each is caught by the check that should catch it. */
class WrongTableauTests {

    @Test
    void improvedEuler_halfForOne_hasOrderOne() {
        TableauCertificate certificate = ButcherTableau.explicit("improved-euler")
                .row("0")
                .row("1/2", "1/2")
                .weights("1/2", "1/2")
                .order(2)
                .build()
                .certify();
        assertThat(certificate.passed()).isFalse();
        assertThat(certificate.verifiedOrder()).isEqualTo(1);
        assertThat(certificate.failures())
                .containsExactly(
                        new OrderCondition("main weights b", "[t]", 2, Coefficient.of(1, 2), Coefficient.of(1, 4)));
        assertThatIllegalArgumentException()
                .isThrownBy(certificate::requirePassed)
                .withMessage("tableau improved-euler: main weights b fail the condition of order 2 at tree [t]:"
                        + " the sum must be 1/2 but is 1/4 (residual -2.500e-01); order 2 is claimed, 1 is verified");
    }

    @Test
    void rk4_onlyLastWeightSurvives_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rk4Rows("overwritten").weights("0", "0", "0", "1/6"))
                .withMessageContaining("weights b sum to 1/6: the sum must be 1");
    }

    @Test
    void gill4_fourDigitDecimals_isRefused() {
        ButcherTableau rounded = ButcherTableau.explicit("gill-rounded")
                .row("0")
                .row("0.5", "0.5")
                .row("0.5", "0.2071", "0.2929")
                .row("1", "0", "-0.7071", "1.7071")
                .weights("0.1667", "0.0976", "0.5690", "0.1667")
                .order(4)
                .build();
        assertThat(rounded.certify().verifiedOrder()).isLessThan(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rk4Rows("gill-sum").weights("0.16666", "0.33333", "0.33333", "0.166664"))
                .withMessageContaining("weights b sum to 0.999984");
    }

    @Test
    void kuttaNystrom5_weightOnSecondStage_hasOrderOne() {
        ButcherTableau right = Tableaus.KUTTA_NYSTROM5;
        TableauBuilder builder = rowsOf(right, "kutta-nystrom-wrong");
        builder.weights("23/192", "125/192", "0", "0", "-81/192", "125/192").order(5);
        assertThat(builder.build().certify().verifiedOrder()).isEqualTo(1);
    }

    @Test
    void huta6_wrongNumerator_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rowsOf(Tableaus.HUTA6, "huta-wrong")
                        .weights("41/840", "0", "216/840", "24/840", "272/840", "27/840", "216/840", "41/840"))
                .withMessageContaining("sum to 279/280");
    }

    @Test
    void verner89_wrongSign_isRefused() {
        List<Coefficient> weights = weightsOf(Tableaus.VERNER89);
        weights.set(7, weights.get(7).negate());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rowsOf(Tableaus.VERNER89, "verner-wrong").weights(weights))
                .withMessageContaining("sum to 97/70");
    }

    @Test
    void verner89_wrongEntry_isRefusedByItsRowSum() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ButcherTableau.explicit("verner-row")
                        .row("0")
                        .row("1/12", "1/12")
                        .row("1/9", "1/27", "0.0833"))
                .withMessageContaining("verner-row: row 3 sums to")
                .withMessageContaining("row sums must equal c");
    }

    @Test
    void fehlberg_wrongDenominator_isRefusedByItsRowSum() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ButcherTableau.explicit("fehlberg-wrong")
                        .row("0")
                        .row("1/4", "1/4")
                        .row("3/8", "3/32", "9/32")
                        .row("12/13", "1932/2197", "-7200/2197", "7296/32"))
                .withMessageContaining("row 4 sums to")
                .withMessageContaining("but its node c is 12/13");
    }

    @Test
    void tsit5_embeddedWeightsTakenForMain_isOrderFourAndNotFsal() {
        ButcherTableau right = Tableaus.TSIT5;
        TableauBuilder builder = rowsOf(right, "tsit5-wrong").order(5);
        builder.weights(
                IntStream.range(0, 7).mapToObj(i -> right.exactEmbedded(0, i)).toList());
        ButcherTableau wrong = builder.build();
        assertThat(wrong.fsal()).isFalse();
        assertThat(wrong.certify().verifiedOrder()).isEqualTo(4);
        assertThat(wrong.certify().failures())
                .allSatisfy(failure ->
                        assertThat(Math.abs(failure.residual().doubleValue())).isBetween(1.2e-4, 8.8e-4));
    }

    @Test
    void gaussLegendre_isRefusedAsImplicit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ButcherTableau.explicit("gl4").row("(3-sqrt(3))/6", "1/4", "(3-2*sqrt(3))/12"))
                .withMessageContaining("gl4: row 1 (2 entries of A) must have 0: the method is explicit");
    }

    @Test
    void heunEuler_lastStage_isNotTheFirstOfTheNext() {
        assertThat(Tableaus.HEUN_EULER21.fsal()).isFalse();
    }

    /** A library reuses its last stage as the next first one, which it is not. */
    @Test
    void fehlberg12_lastStage_isNotTheFirstOfTheNext() {
        ButcherTableau fehlberg12 = ButcherTableau.explicit("fehlberg12")
                .row("0")
                .row("1/2", "1/2")
                .row("1", "1/256", "255/256")
                .weights("1/512", "255/256", "1/512")
                .order(2)
                .embeddedWeights(1, "1/256", "255/256", "0")
                .build();
        assertThat(fehlberg12.certify().requirePassed().verifiedEmbeddedOrder()).isEqualTo(1);
        assertThat(fehlberg12.fsal()).isFalse();
    }

    /** Hipparchus declares it without FSAL and evaluates seven stages a step; six are enough. */
    @Test
    void highamHall54_derivedFsal_isTrue() {
        HighamHall54Integrator twin = new HighamHall54Integrator(1e-3, 1, 1e-6, 1e-6);
        TableauBuilder builder = ButcherTableau.explicit("higham-hall54").row("0");
        for (int i = 0; i < twin.getC().length; i++) {
            builder.row(decimal(twin.getC()[i]), decimals(twin.getA()[i]));
        }
        ButcherTableau tableau = builder.weights(decimals(twin.getB())).order(5).build();
        assertThat(tableau.certify().passed()).isTrue();
        assertThat(tableau.fsal()).isTrue();
    }

    @Test
    void kutta3_thirdArgumentWithoutFirstSlope_hasOrderTwo() {
        ButcherTableau wrong = ButcherTableau.explicit("kutta3-wrong")
                .row("0")
                .row("1/2", "1/2")
                .row("1", "0", "1")
                .weights("1/6", "2/3", "1/6")
                .order(3)
                .build();
        assertThat(wrong.certify().verifiedOrder()).isEqualTo(2);
        assertThat(wrong.certify().failures()).extracting(OrderCondition::tree).containsExactly("[[t]]");
    }

    @Test
    void certify_orderClaimedTooLow_fails() {
        ButcherTableau modest =
                rk4Rows("modest").weights("1/6", "1/3", "1/3", "1/6").order(3).build();
        assertThat(modest.certify().verifiedOrder()).isEqualTo(4);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> modest.certify().requirePassed())
                .withMessageContaining("main weights b satisfy every condition of order 4; order 3 is claimed");
    }

    @Test
    void certify_embeddedOrderClaimedTooHigh_namesTheEmbeddedWeights() {
        ButcherTableau bosh3 = Tableaus.BOSH3;
        ButcherTableau wrong = rowsOf(bosh3, "bosh3-wrong")
                .weights(weightsOf(bosh3))
                .order(3)
                .embeddedWeights(3, "7/24", "1/4", "1/3", "1/8")
                .build();
        assertThat(wrong.certify().verifiedEmbeddedOrder()).isEqualTo(2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> wrong.certify().requirePassed())
                .withMessageContaining("embedded weights fail the condition of order 3");
    }

    /** Cubic Hermite on (y0, k1, y1, k4) as dense weights of its own: order 3, and linear interpolation is order 1. */
    @Test
    void certify_hermiteAndLinearDenseOutput_haveOrdersThreeAndOne() {
        ButcherTableau bosh3 = Tableaus.BOSH3;
        TableauBuilder hermite =
                rowsOf(bosh3, "bosh3-hermite").weights(weightsOf(bosh3)).order(3);
        hermite.dense(3, HermiteExpansion.expand(weightsOf(bosh3), List.of(Coefficients.parse("0", "0", "0", "0"))));
        assertThat(hermite.build().certify().passed()).isTrue();

        TableauBuilder linear =
                rowsOf(bosh3, "bosh3-linear").weights(weightsOf(bosh3)).order(3);
        linear.dense(3, weightsOf(bosh3).stream().map(List::of).toList());
        assertThat(linear.build().certify().verifiedDenseOrder()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> linear.build().certify().requirePassed())
                .withMessageContaining(
                        "dense weights at theta^1 fail the condition of order 2 at tree [t]: the sum must be 0 but is 1/2");
    }

    private static TableauBuilder rk4Rows(String name) {
        return rowsOf(Tableaus.RK4, name);
    }

    private static TableauBuilder rowsOf(ButcherTableau source, String name) {
        TableauBuilder builder = ButcherTableau.explicit(name);
        for (int i = 0; i < source.stages(); i++) {
            int row = i;
            builder.row(
                    source.exactC(i),
                    IntStream.range(0, i).mapToObj(j -> source.exactA(row, j)).toList());
        }
        return builder;
    }

    private static List<Coefficient> weightsOf(ButcherTableau source) {
        return new ArrayList<>(
                IntStream.range(0, source.stages()).mapToObj(source::exactB).toList());
    }

    private static Coefficient decimal(double value) {
        return Coefficient.ofDecimal(new BigDecimal(Double.toString(value)));
    }

    private static List<Coefficient> decimals(double[] values) {
        return DoubleStream.of(values).mapToObj(WrongTableauTests::decimal).toList();
    }
}
