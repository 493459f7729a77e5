package org.kutta.solver.hipparchus;

import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.VectorField;

/**
 * Translates between the equations of Hipparchus and vector fields.
 *
 * <p>Hipparchus's interface returns a new array from each evaluation, so that such a field allocates. A translated field or equation may be shared by
 * threads if the one inside may be.
 */
public final class HipparchusOde {

    private HipparchusOde() {}

    /**
     * {@return a vector field that evaluates a Hipparchus equation}
     *
     * <p>The equation's {@code init} is not called; {@link #problem} calls it.
     *
     * @param equation the equation; it receives live states, which it must not modify or keep
     */
    public static VectorField<double[]> field(OrdinaryDifferentialEquation equation) {
        int dimension = equation.getDimension();
        return (t, y, dydt) -> {
            checkDimension(dimension, y);
            System.arraycopy(equation.computeDerivatives(t, y), 0, dydt, 0, dimension);
        };
    }

    /**
     * {@return a vector field that evaluates a Hipparchus equation together with its secondary ones, in Hipparchus's order: primary, then secondary}
     *
     * @param equations the equations
     */
    public static VectorField<double[]> field(ExpandableODE equations) {
        int dimension = equations.getMapper().getTotalDimension();
        return (t, y, dydt) -> {
            checkDimension(dimension, y);
            System.arraycopy(equations.computeDerivatives(t, y), 0, dydt, 0, dimension);
        };
    }

    /**
     * {@return the problem of a Hipparchus equation and initial state, all its components under error control}
     *
     * <p>Calls the {@code init} methods of the equations at once.
     *
     * @param equations the equations, with the secondary ones if there are any
     * @param initialState time and state to start from; copied
     * @param finalTime time to solve to; before the initial time solves backward
     */
    public static OdeProblem<double[]> problem(ExpandableODE equations, ODEState initialState, double finalTime) {
        equations.init(initialState, finalTime);
        return OdeProblem.of(field(equations), initialState.getTime(), finalTime, initialState.getCompleteState());
    }

    /**
     * {@return a Hipparchus equation that evaluates a vector field}
     *
     * @param field the field
     * @param dimension length of the state, at least 0
     */
    public static OrdinaryDifferentialEquation equation(VectorField<double[]> field, int dimension) {
        Checks.atLeast("dimension", dimension, 0);
        return new OrdinaryDifferentialEquation() {
            @Override
            public int getDimension() {
                return dimension;
            }

            @Override
            public double[] computeDerivatives(double t, double[] y) {
                double[] dydt = new double[dimension];
                field.evaluate(t, y, dydt);
                return dydt;
            }
        };
    }

    private static void checkDimension(int dimension, double[] y) {
        Checks.check(y.length == dimension, "y has shape [%s] but the equation expects [%s]", y.length, dimension);
    }
}
