package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/**
 * The arms of a comparison in which every discrete arm has the same number of sub-networks.
 *
 * <p>A block of an {@code s}-stage tableau takes {@code s} sub-networks and advances time by its step. With a step of 1,
 * as residual networks have it, a method of more stages therefore covers a shorter interval with the same
 * sub-networks, and the weight of each in the sum is {@code 1/s} on average. The arm {@code euler-scaled}
 * gives Euler the interval and the weight of {@code rk4}: without it, what is won by the wiring cannot be told from what is
 * won by the scale.
 *
 * @param subnets sub-networks of each discrete arm; a multiple of 12 fits orders 1 to 4
 */
public record EqualBudget(int subnets) {
    private static final double TOLERANCE = 1e-3;

    /**
     * Checks the number.
     *
     * @param subnets sub-networks of each discrete arm
     */
    public EqualBudget {
        Checks.check(subnets >= 1, "sub-networks", subnets, "must be >= 1");
    }

    /**
     * The arms {@code euler}, {@code midpoint}, {@code rk3}, {@code rk4} with step 1; {@code euler-scaled} with step 1/4;
     * and over the interval of {@code rk4} the neural ODEs {@code node-rk4} with step 1 and {@code node-dopri5}
     * to a tolerance of 1e-3.
     *
     * @return the seven arms in this order
     * @throws IllegalArgumentException if the sub-networks do not make whole blocks of one of the tableaus
     */
    public ImmutableList<Arm> arms() {
        int scale = Tableaus.RK4.stackStages();
        Arm rk4 = discrete("rk4", Tableaus.RK4, 1);
        return ImmutableList.of(
                discrete("euler", Tableaus.EULER, 1),
                discrete("midpoint", Tableaus.MIDPOINT, 1),
                discrete("rk3", Tableaus.KUTTA3, 1),
                rk4,
                discrete("euler-scaled", Tableaus.EULER, 1.0 / scale),
                Arm.fixedStep("node-rk4", Tableaus.RK4, rk4.steps(), rk4.totalTime()),
                Arm.adaptive("node-dopri5", Tableaus.DOPRI5, rk4.totalTime(), TOLERANCE));
    }

    /**
     * A discrete arm that spends all sub-networks.
     *
     * @param name name of the arm
     * @param tableau how the sub-networks of a block are wired
     * @param dt step of a block
     * @return the arm
     * @throws IllegalArgumentException if the sub-networks do not make whole blocks
     */
    public Arm discrete(String name, ButcherTableau tableau, double dt) {
        return Arm.discrete(name, tableau, DepthPlan.wholeBlocks(subnets, tableau), dt);
    }
}
