package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.kutta.nn.recipe.Wiring;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.TableauBuilder;
import org.kutta.solver.tableau.Tableaus;

/**
 * One way of joining the same sub-networks, as a study trains it.
 *
 * <p>The high-order stacks of the literature differ from a residual network in several things at once. The arms of {@link #ablation} take these apart, for the {@code s}
 * sub-networks of a block, from its input {@code y0} to its output {@code y1}:
 *
 * <table>
 * <caption>A block of each kind</caption>
 * <tr><td>order p</td><td>{@code k_i = f_i(y0 + sum(a_ij k_j))}, {@code y1 = y0 + sum(b_i k_i)}</td></tr>
 * <tr><td>Euler of step h</td><td>{@code u_i = u_i-1 + h f_i(u_i-1)}, {@code u_0 = y0}, {@code y1 = u_s}</td></tr>
 * <tr><td>{@link #initialPoint}</td><td>{@code u_i = y0 + f_i(u_i-1)}: every shortcut begins at the block's initial point, nothing is scaled</td></tr>
 * <tr><td>{@link #outputWeights}</td><td>{@code u_i = u_i-1 + b_i f_i(u_i-1)}: only scaled, by the weights of the sum</td></tr>
 * <tr><td>{@link #stageWeights}</td><td>{@code u_i = u_i-1 + a_i+1,i f_i(u_i-1)}, the last by {@code b_s}: only scaled, by the weights on the way from stage to stage</td></tr>
 * </table>
 *
 * @param name name of the arm
 * @param wiring how it joins its sub-networks
 * @param control name of the arm with Euler's wiring and as much time in all, so that the mean weight of a sub-network is the same; empty if the arm has none
 */
public record StudyArm(String name, Wiring wiring, Optional<String> control) {

    /** {@return sub-networks joined without shortcuts} */
    public static StudyArm plain() {
        return new StudyArm("plain", new Wiring.Plain(Optional.empty()), Optional.empty());
    }

    /**
     * Blocks of step 1, nothing after the sum.
     *
     * @param name name of the arm
     * @param tableau explicit and certified
     * @return the arm, without a control
     */
    public static StudyArm of(String name, ButcherTableau tableau) {
        return new StudyArm(name, Wiring.PerStage.of(tableau), Optional.empty());
    }

    /** {@return {@code euler}, {@code midpoint}, {@code rk3} and {@code rk4} at steps of 1} */
    public static ImmutableList<StudyArm> orders() {
        return ImmutableList.of(
                of("euler", Tableaus.EULER),
                of("midpoint", Tableaus.MIDPOINT),
                of("rk3", Tableaus.KUTTA3),
                of("rk4", Tableaus.RK4));
    }

    /**
     * The equal-budget ablation: orders 1 to 4 at steps of 1; for each order above 1 an Euler chain of step {@code 1/s}, which with as many sub-networks covers the same total time
     * ({@code euler-half}, {@code euler-third}, {@code euler-quarter}); and of what the classical method changes, the initial point alone
     * ({@code initial-point}) and the coefficients alone ({@code weights-b}, {@code weights-a}).
     *
     * <p>A step of {@code 1/s} and a matched total time are one and the same here: {@code S} sub-networks make {@code S/s} blocks of step 1, over which {@code S} Euler steps are
     * {@code 1/s} long each.
     *
     * @return ten arms, whose blocks have 1 to 4 sub-networks: multiples of 12 fit all
     */
    public static ImmutableList<StudyArm> ablation() {
        return ImmutableList.of(
                of("euler", Tableaus.EULER),
                scaled("euler-half", 2),
                scaled("euler-third", 3),
                scaled("euler-quarter", 4),
                of("midpoint", Tableaus.MIDPOINT).against("euler-half"),
                of("rk3", Tableaus.KUTTA3).against("euler-third"),
                of("rk4", Tableaus.RK4).against("euler-quarter"),
                new StudyArm("initial-point", initialPoint(4), Optional.of("euler")),
                new StudyArm("weights-b", outputWeights(Tableaus.RK4), Optional.of("euler-quarter")),
                new StudyArm("weights-a", stageWeights(Tableaus.RK4), Optional.of("euler")));
    }

    private static StudyArm scaled(String name, int stages) {
        return new StudyArm(
                name, new Wiring.PerStage(Tableaus.EULER, 1.0 / stages, Optional.empty()), Optional.of("euler"));
    }

    /**
     * This arm with another control.
     *
     * @param other name of the control
     * @return the arm
     */
    public StudyArm against(String other) {
        return new StudyArm(name, wiring, Optional.of(other));
    }

    /**
     * Blocks in which every shortcut begins at the block's initial point and nothing is scaled: {@code u_i = y0 + f_i(u_i-1)}. Read as a tableau, {@code a_i,i-1 = 1} and
     * {@code b = (0, ..., 0, 1)}: consistent, of order 1.
     *
     * @param subnets sub-networks of a block, at least 1
     * @return the wiring
     */
    public static Wiring initialPoint(int subnets) {
        Checks.atLeast("sub-networks", subnets, 1);
        TableauBuilder tableau = ButcherTableau.explicit("initial-point-" + subnets);
        String[] weights = new String[subnets];
        for (int i = 0; i < subnets; i++) {
            String[] row = new String[i];
            for (int j = 0; j < i; j++) {
                row[j] = j == i - 1 ? "1" : "0";
            }
            tableau = tableau.row(i == 0 ? "0" : "1", row);
            weights[i] = i == subnets - 1 ? "1" : "0";
        }
        return Wiring.PerStage.of(tableau.weights(weights).order(1).build());
    }

    /**
     * Euler's chain, scaled by the weights of a tableau's sum: {@code u_i = u_i-1 + b_i f_i(u_i-1)}. A block advances time by 1.
     *
     * @param tableau every {@code b_i} above 0
     * @return the wiring
     */
    public static Wiring outputWeights(ButcherTableau tableau) {
        double[] factors = new double[tableau.stages()];
        for (int i = 0; i < factors.length; i++) {
            factors[i] = tableau.b(i);
        }
        return new Wiring.ScaledChain(tableau.name() + "-b", ImmutableDoubleArray.copyOf(factors));
    }

    /**
     * Euler's chain, scaled by a tableau's weights on the way from stage to stage: {@code u_i = u_i-1 + a_i+1,i f_i(u_i-1)}, the last sub-network by {@code b_s}.
     *
     * @param tableau every {@code a_i+1,i} and {@code b_s} above 0
     * @return the wiring
     */
    public static Wiring stageWeights(ButcherTableau tableau) {
        int last = tableau.stages() - 1;
        double[] factors = new double[last + 1];
        for (int i = 0; i < last; i++) {
            factors[i] = tableau.a(i + 1, i);
        }
        factors[last] = tableau.b(last);
        return new Wiring.ScaledChain(tableau.name() + "-a", ImmutableDoubleArray.copyOf(factors));
    }
}
