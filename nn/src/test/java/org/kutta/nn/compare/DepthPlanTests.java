package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class DepthPlanTests {
    private static final DepthPlan PLAN = DepthPlan.ofDoubleConvolutions();
    private static final List<ButcherTableau> ORDERS = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4);

    @Test
    void fit_depth50_isTheArithmeticOfTheLiterature() {
        assertThat(PLAN.explain(ORDERS, 50)).isEqualTo("50 = 2 + 2*24 = 2 + 4*12 = 2 + 8*6");
        assertThat(PLAN.fit(ORDERS, 50))
                .extracting(DepthPlan.Fit::tableau, DepthPlan.Fit::blocks)
                .containsExactly(tuple(Tableaus.EULER, 24), tuple(Tableaus.MIDPOINT, 12), tuple(Tableaus.RK4, 6));
        assertThat(PLAN.explain(List.of(Tableaus.EULER, Tableaus.VERNER89), 58)).isEqualTo("58 = 2 + 2*28 = 2 + 28*2");
    }

    @Test
    void depths_ordersAndVerner_areTheKnownOnes() {
        List<ButcherTableau> low = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.VERNER89);
        assertThat(PLAN.depths(low, 85).asList()).containsExactly(30, 58);
        List<ButcherTableau> all = List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4, Tableaus.VERNER89);
        assertThat(PLAN.depths(all, 85).asList()).containsExactly(58);
        assertThat(PLAN.depths(List.of(Tableaus.KUTTA3), 26).asList()).containsExactly(8, 14, 20, 26);
    }

    @Test
    void fit_orderThatHasNoWholeBlocks_isRefusedWithDepthsNearby() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.fit(List.of(Tableaus.EULER, Tableaus.KUTTA3, Tableaus.RK4), 30))
                .withMessage(
                        "depth (30) leaves kutta3, rk4 without whole blocks, and unequal networks cannot be compared"
                                + " fairly; 26 and 50 suit all");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PLAN.fit(ORDERS, 4))
                .withMessageContaining("; 10 suits all");
    }

    @Test
    void nearest_sameDepth_givesEveryTableauItsOwn() {
        assertThat(PLAN.nearest(List.of(Tableaus.EULER, Tableaus.KUTTA3, Tableaus.RK4), 30))
                .extracting(DepthPlan.Fit::depth, DepthPlan.Fit::blocks)
                .containsExactly(tuple(30, 14), tuple(32, 5), tuple(26, 3));
        assertThat(PLAN.nearest(List.of(Tableaus.RK4), 1))
                .extracting(DepthPlan.Fit::depth)
                .containsExactly(10);
    }

    @Test
    void depths_threeResolutions_needBlocksAtEach() {
        DepthPlan cifar = new DepthPlan(2, 2, 3);
        assertThat(cifar.depths(List.of(Tableaus.EULER), 20).asList()).containsExactly(8, 14, 20);
        assertThat(cifar.depth(Tableaus.EULER, 18)).isEqualTo(110);
        assertThat(new DepthPlan(2, 3, 3).depth(Tableaus.EULER, 18)).isEqualTo(164);
    }

    @Test
    void requireEqual_differentNetworks_saysByHowMuch() {
        NetworkSize small = new NetworkSize("a", 50, 100, 1000);
        NetworkSize.requireEqual(List.of(small, new NetworkSize("b", 50, 100, 1000)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NetworkSize.requireEqual(List.of(small, new NetworkSize("b", 52, 100, 1200))))
                .withMessage(
                        "networks that are compared must be equal: a has 50 layers, b has 52; a has 1000 multiply-adds,"
                                + " b has 1200");
    }
}
