package org.kutta.nn.compare;

import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * One way to spend sub-networks between the first layers and the last ones of a network.
 *
 * @param name name of the arm
 * @param reading how the tableau is read
 * @param tableau the tableau
 * @param steps steps over the interval; 0 where a tolerance decides
 * @param totalTime length of the interval, which begins at 0
 * @param tolerance absolute and relative tolerance; 0 where the steps are fixed
 */
public record Arm(String name, Reading reading, ButcherTableau tableau, int steps, double totalTime, double tolerance) {
    /**
     * Checks the values.
     *
     * @param name name of the arm
     * @param reading how the tableau is read
     * @param tableau the tableau
     * @param steps steps over the interval; 0 where a tolerance decides
     * @param totalTime length of the interval, which begins at 0
     * @param tolerance absolute and relative tolerance; 0 where the steps are fixed
     */
    public Arm {
        Checks.check(steps >= (reading == Reading.DISCRETE ? 1 : 0), "steps", steps, "must be >= 1");
        Checks.check(steps > 0 || tableau.adaptive(), "tableau", tableau.name(), "must estimate its error");
        Checks.positive("total time", totalTime);
        Checks.check(
                steps > 0 ? tolerance == 0 : tolerance > 0,
                "tolerance",
                tolerance,
                "must be > 0, or 0 for fixed steps");
    }

    static Arm discrete(String name, ButcherTableau tableau, int blocks, double dt) {
        return new Arm(name, Reading.DISCRETE, tableau, blocks, blocks * dt, 0);
    }

    static Arm fixedStep(String name, ButcherTableau tableau, int steps, double totalTime) {
        return new Arm(name, Reading.CONTINUOUS, tableau, steps, totalTime, 0);
    }

    static Arm adaptive(String name, ButcherTableau tableau, double totalTime, double tolerance) {
        return new Arm(name, Reading.CONTINUOUS, tableau, 0, totalTime, tolerance);
    }

    /** {@return the number of sub-networks with weights of their own} */
    public int subnets() {
        return reading == Reading.DISCRETE ? steps * tableau.stackStages() : 1;
    }

    /** {@return the step, NaN where a tolerance decides} */
    public double dt() {
        return steps == 0 ? Double.NaN : totalTime / steps;
    }

    /**
     * The layer of this arm.
     *
     * @param subnet form of a sub-network; preserves the shape of its input
     * @return a stack with weights of its own for each stage, or an ODE block whose gradient is that of its accepted steps
     */
    public OdeLayer layer(Layer subnet) {
        if (reading == Reading.DISCRETE) {
            return RungeKuttaStack.perStage(tableau, Mesh.uniform(0, totalTime, steps), subnet);
        }
        OdeSolver solver = steps > 0
                ? OdeSolver.onMesh(tableau, Mesh.uniform(0, totalTime, steps))
                : OdeSolver.adaptive(tableau).tolerances(tolerance, tolerance);
        return OdeBlock.of(subnet, solver, DiscreteAdjoint.storeAll(), 0, totalTime);
    }
}
