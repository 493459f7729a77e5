package org.kutta.nn.compare;

import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * One way to spend sub-networks between the first layers and the last ones of a network.
 *
 * @param name name of the arm
 * @param reading how the tableau is read
 * @param tableau the tableau
 * @param steps steps over the interval; 0 where a tolerance decides
 * @param totalTime length of the interval, which begins at 0
 */
public record Arm(String name, Reading reading, ButcherTableau tableau, int steps, double totalTime) {
    /**
     * Checks the values.
     *
     * @param name name of the arm
     * @param reading how the tableau is read
     * @param tableau the tableau
     * @param steps steps over the interval; 0 where a tolerance decides
     * @param totalTime length of the interval, which begins at 0
     */
    public Arm {
        Checks.check(steps >= (reading == Reading.DISCRETE ? 1 : 0), "steps", steps, "must be >= 1");
        Checks.check(steps > 0 || tableau.adaptive(), "tableau", tableau.name(), "must estimate its error");
        Checks.positive("total time", totalTime);
    }

    static Arm discrete(String name, ButcherTableau tableau, int blocks, double dt) {
        return new Arm(name, Reading.DISCRETE, tableau, blocks, blocks * dt);
    }

    static Arm fixedStep(String name, ButcherTableau tableau, int steps, double totalTime) {
        return new Arm(name, Reading.CONTINUOUS, tableau, steps, totalTime);
    }

    static Arm adaptive(String name, ButcherTableau tableau, double totalTime) {
        return new Arm(name, Reading.CONTINUOUS, tableau, 0, totalTime);
    }

    /** {@return the number of sub-networks with weights of their own} */
    public int subnets() {
        return reading == Reading.DISCRETE ? steps * tableau.stackStages() : 1;
    }

    /** {@return the step, NaN where a tolerance decides} */
    public double dt() {
        return steps == 0 ? Double.NaN : totalTime / steps;
    }
}
