package org.kutta.solver.hipparchus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.SecondaryODE;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.tableau.Tableaus;

class HipparchusOdeTests {

    private static final OdeSolver SOLVER = OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-12, 1e-12);

    @Test
    void field_classicalProblemsWithoutEvents_areSolvedByKutta() {
        for (ClassicalProblem problem : ClassicalProblem.all()) {
            if (problem.eventTimes().length == 0) {
                Solution<double[]> solution = SOLVER.solve(
                        HipparchusOde.field(problem), problem.t0(), problem.t1(), problem.exact(problem.t0()));
                assertThat(solution.finalState()).containsExactly(problem.exact(problem.t1()), within(1e-10));
                assertThat(solution.stats().nfe()).isEqualTo(problem.calls());
            }
        }
    }

    @Test
    void equation_kuttaField_isSolvedByHipparchus() {
        OrdinaryDifferentialEquation equation = HipparchusOde.equation(
                (t, y, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -y[0];
                },
                2);
        double[] end = new DormandPrince853Integrator(1e-10, 1, 1e-12, 1e-12)
                .integrate(equation, new ODEState(0, new double[] {0, 1}), 3)
                .getPrimaryState();
        assertThat(end).containsExactly(new double[] {Math.sin(3), Math.cos(3)}, within(1e-10));
    }

    @Test
    void problem_secondaryEquations_followThePrimary() {
        ExpandableODE equations = new ExpandableODE(HipparchusOde.equation((t, y, dydt) -> dydt[0] = -y[0], 1));
        double[] begun = {Double.NaN, Double.NaN};
        equations.addSecondaryEquations(new SecondaryODE() {
            @Override
            public int getDimension() {
                return 1;
            }

            @Override
            public void init(double t0, double[] primary, double[] secondary, double finalTime) {
                begun[0] = t0;
                begun[1] = finalTime;
            }

            @Override
            public double[] computeDerivatives(double t, double[] primary, double[] primaryDot, double[] secondary) {
                return new double[] {primary[0]};
            }
        });
        ODEState start = new ODEState(1, new double[] {1}, new double[][] {{0}});
        OdeProblem<double[]> problem = HipparchusOde.problem(equations, start, 3);
        assertThat(begun).containsExactly(1, 3);
        assertThat(SOLVER.solve(problem).finalState())
                .containsExactly(new double[] {Math.exp(-2), 1 - Math.exp(-2)}, within(1e-10));
    }

    @Test
    void field_stateOfWrongLength_isRefused() {
        OrdinaryDifferentialEquation equation = HipparchusOde.equation((t, y, dydt) -> dydt[0] = 1, 1);
        assertThatThrownBy(() -> SOLVER.solve(HipparchusOde.field(equation), 0, 1, new double[2]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("y has shape [2] but the equation expects [1]");
    }
}
