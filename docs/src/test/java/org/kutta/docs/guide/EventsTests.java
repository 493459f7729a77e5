package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.junit.jupiter.api.Test;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.VectorField;
import org.kutta.solver.ensemble.EnsembleMember;
import org.kutta.solver.ensemble.EnsembleSolution;
import org.kutta.solver.ensemble.EnsembleSolver;
import org.kutta.solver.event.Event;
import org.kutta.solver.event.EventDirection;
import org.kutta.solver.hipparchus.HipparchusOde;
import org.kutta.solver.hipparchus.KuttaIntegrator;
import org.kutta.solver.tableau.Tableaus;

class EventsTests {
    private final OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10);

    @Test
    void bouncingBall_firstBounces_areAtTheirTimes() {
        // region: events
        VectorField<double[]> ball = (t, y, dydt) -> {
            dydt[0] = y[1];
            dydt[1] = -9.81;
        };
        Event<double[]> bounce = Event.<double[]>of("bounce", (t, y) -> y[0])
                .direction(EventDirection.FALLING)
                .reset((t, y) -> y[1] *= -0.8);
        Event<double[]> top = Event.<double[]>of("second top", (t, y) -> y[1])
                .direction(EventDirection.FALLING)
                .terminal(2);
        Solution<double[]> solution =
                solver.solve(OdeProblem.of(ball, 0, 10, new double[] {0, 5}).withEvents(bounce, top));
        solution.events().forEach(System.out::println);
        // endregion
        double flight = 2 * 5 / 9.81;
        assertThat(solution.events()).hasSize(3);
        assertThat(solution.events().get(1).time()).isCloseTo(flight, within(1e-9));
        assertThat(solution.finalTime()).isCloseTo(1.4 * flight, within(1e-9));
    }

    @Test
    void ensemble_oneFails_othersAreSolved() {
        // region: ensemble
        EnsembleSolution<double[]> all = EnsembleSolver.of(solver)
                .threads(2)
                .solve(5, i -> OdeProblem.of((t, y, dydt) -> dydt[0] = y[0] * y[0], 0, 1, new double[] {0.3 * i}));
        for (EnsembleMember<double[]> member : all.unsuccessful()) {
            System.out.println("start " + 0.3 * member.index() + ": " + member.status());
        }
        // endregion
        assertThat(all.unsuccessful()).extracting(EnsembleMember::index).containsExactly(4);
        assertThat(all.solution(1).finalState()[0]).isCloseTo(0.3 / 0.7, within(1e-8));
    }

    @Test
    void hipparchus_bothWays_agree() {
        VectorField<double[]> decay = (t, y, dydt) -> dydt[0] = -y[0];
        // region: hipparchus
        ODEIntegrator integrator = new KuttaIntegrator(solver); // any tableau, where Hipparchus wants an integrator
        double[] end = integrator
                .integrate(HipparchusOde.equation(decay, 1), new ODEState(0, new double[] {1}), 2)
                .getPrimaryState();

        VectorField<double[]> back = HipparchusOde.field(HipparchusOde.equation(decay, 1)); // and their equations here
        double[] same = solver.solve(back, 0, 2, new double[] {1}).finalState();
        // endregion
        assertThat(end[0]).isCloseTo(Math.exp(-2), within(1e-9));
        assertThat(same[0]).isCloseTo(Math.exp(-2), within(1e-9));
    }
}
