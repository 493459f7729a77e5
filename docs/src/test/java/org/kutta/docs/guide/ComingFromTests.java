package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.VectorField;
import org.kutta.solver.control.PidController;
import org.kutta.solver.event.Event;
import org.kutta.solver.hipparchus.HipparchusOde;
import org.kutta.solver.tableau.Tableaus;

/** The pages for those who come from another library. */
class ComingFromTests {
    private static final VectorField<double[]> F = (t, y, dydt) -> dydt[0] = -y[0];

    private final VectorField<double[]> f = F;
    private final double[] y0 = {1};

    @Test
    void torchdiffeq_itsCalls_haveTheirLinesHere() {
        // region: odeint
        List<double[]> ys = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-7, 1e-9)
                .save(Save.at(0, 1, 2))
                .solve(f, 0, 2, y0)
                .states();
        // endregion
        assertThat(ys.get(2)[0]).isCloseTo(Math.exp(-2), within(1e-6));
        // region: rk4
        double[] end =
                OdeSolver.fixedStep(Tableaus.RK38, 0.1).solve(f, 0, 2, y0).finalState();
        // endregion
        assertThat(end[0]).isCloseTo(Math.exp(-2), within(1e-6));
        // region: odeint-event
        Event<double[]> half = Event.<double[]>of("half", (t, y) -> y[0] - 0.5).terminal();
        Solution<double[]> stopped = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-7, 1e-9)
                .solve(OdeProblem.of(f, 0, 10, y0).withEvents(half));
        double when = stopped.finalTime();
        // endregion
        assertThat(when).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void torchdiffeq_odeintAdjoint_hasTwoCounterparts() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(8), new Tanh(), Dense.of(2)), 2, 1);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9);
        double[] start = {1, 0};
        double[] finalBar = {1, 1};
        // region: adjoint
        BacksolveAdjoint theirs = BacksolveAdjoint.create().fallBackAbove(1e-3); // odeint_adjoint, watched
        DiscreteAdjoint ours = DiscreteAdjoint.storeAll(); // backpropagation through odeint
        double[] parametersBar = new double[field.parameters().length];
        try (GradientSolve<double[]> solve = ours.bind(solver, DoubleArraySpace.INSTANCE, field, start)) {
            solve.forward(0, 1, start);
            solve.backward(finalBar, null, parametersBar);
        }
        // endregion
        double[] other = new double[parametersBar.length];
        try (GradientSolve<double[]> solve = theirs.bind(solver, DoubleArraySpace.INSTANCE, field, start)) {
            solve.forward(0, 1, start);
            solve.backward(finalBar, null, other);
        }
        assertThat(other).containsExactly(parametersBar, within(1e-6));
    }

    @Test
    void diffrax_itsCalls_haveTheirLinesHere() {
        // region: diffeqsolve
        Solution<double[]> sol = OdeSolver.adaptive(Tableaus.TSIT5)
                .tolerances(1e-6, 1e-8)
                .save(Save.at(0.5, 1).and(Save.dense()))
                .solve(f, 0, 2, y0);
        double[] ys = sol.states().get(1);
        double[] anywhere = sol.at(1.3);
        long steps = sol.stats().attempted();
        // endregion
        assertThat(ys[0]).isCloseTo(Math.exp(-1), within(1e-5));
        assertThat(anywhere[0]).isCloseTo(Math.exp(-1.3), within(1e-5));
        assertThat(steps).isPositive();
        // region: diffrax-options
        Solution<double[]> careful = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-6, 1e-8)
                .controller(PidController.of(0.2, 0.3, 0))
                .maxSteps(4096)
                .throwOnFailure(false)
                .solve(OdeProblem.of(f, 0, 2, y0).withDiscontinuities(1.0));
        boolean ok = !careful.status().isFailure();
        // endregion
        assertThat(ok).isTrue();
    }

    @Test
    void hipparchus_itsIntegrator_andOursAgree() {
        // region: theirs
        OrdinaryDifferentialEquation equation = HipparchusOde.equation(f, 1); // or one that you have
        double[] theirs = new DormandPrince853Integrator(1e-8, 100, 1e-10, 1e-10)
                .integrate(equation, new ODEState(0, y0), 2)
                .getPrimaryState();
        // endregion
        // region: ours
        double[] ours = OdeSolver.adaptive(Tableaus.DOP853)
                .tolerances(1e-10, 1e-10) // rtol first
                .solve(HipparchusOde.field(equation), 0, 2, y0)
                .finalState();
        // endregion
        assertThat(ours[0]).isCloseTo(theirs[0], within(1e-9));
    }
}
