package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.event.Event;
import org.kutta.solver.tableau.Tableaus;

class EventGradientTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;

    /** {@code y' = -k y} from y0 falls to c at {@code log(y0 / c) / k}. */
    @Test
    void pullback_timeOfADecay_hasTheKnownDerivatives() {
        double k = 0.7;
        double c = 0.5;
        LinearField field = new LinearField(1, -k);
        double[] y0 = {2};
        double time = Math.log(y0[0] / c) / k;
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-11, 1e-13);
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            double[] end = solve.forward(0, time, y0).finalState();
            double[] slope = {-k * end[0]};
            double[] bar = {0};
            EventGradient.pullback(SPACE, slope, new double[] {1}, 0, bar, 1);
            double[] y0Bar = {0};
            double[] kBar = {0};
            solve.backward(bar, y0Bar, kBar);
            assertThat(y0Bar[0]).isCloseTo(1 / (k * y0[0]), within(1e-9));
            // the parameter is -k
            assertThat(-kBar[0]).isCloseTo(-time / k, within(1e-9));
        }
    }

    /** At the event the state is c whatever the start: the gradient of any loss of it vanishes. */
    @Test
    void pullback_lossOfTheEventFunctionItself_vanishes() {
        double[] bar = {3};
        EventGradient.pullback(SPACE, new double[] {-0.4}, new double[] {1}, 0, bar, 0);
        assertThat(bar[0]).isCloseTo(0, within(2 * Math.ulp(3.0)));
    }

    /**
     * A ball dropped from {@code x} with gravity 1 and no speed hits the ground at {@code sqrt(2 x)} and comes up with
     * {@code e} times its speed; at time {@code T} after that it is at {@code e v s - s^2 / 2}, {@code s = T - sqrt(2 x)}.
     */
    @Test
    void pullback_bouncingBall_hasTheKnownDerivative() {
        double x = 1.3;
        double restitution = 0.8;
        double end = 2.2;
        double hit = Math.sqrt(2 * x);
        double speed = -hit;
        double after = end - hit;
        // position at the end by state after the bounce: x + v s - s^2/2, so its cotangent there is (1, s)
        double[] w = {1, after};
        double[] bar = {w[0], -restitution * w[1]};
        double slopeAfter = w[0] * -restitution * speed + w[1] * -1;
        EventGradient.pullback(SPACE, new double[] {speed, -1}, new double[] {1, 0}, 0, bar, -slopeAfter);
        // back over the fall: x(t) = x0 + v0 t - t^2/2
        double byHeight = bar[0];
        double expected = Differences.derivative(e -> {
            double when = Math.sqrt(2 * (x + e));
            double s = end - when;
            return restitution * when * s - s * s / 2;
        });
        assertThat(byHeight).isCloseTo(expected, within(1e-9));
    }

    private static Solution<double[]> untilTheAxis(AnalyticField field, double[] y0) {
        Event<double[]> crossing =
                Event.<double[]>of("axis", (t, y) -> y[0] - 0.1 * t).terminal();
        return OdeSolver.adaptive(Tableaus.DOP853)
                .tolerances(1e-13, 1e-13)
                .solve(OdeProblem.of(field::evaluate, 0, 10, y0).withEvents(crossing));
    }

    /** A loss of state and time where a Van der Pol orbit meets the line {@code y_0 = t / 10}. */
    private static double lossAtTheEvent(AnalyticField field, double[] y0) {
        Solution<double[]> solution = untilTheAxis(field, y0);
        return 0.5 * solution.finalTime() + 0.3 * solution.finalState()[0] - solution.finalState()[1];
    }

    @Test
    void pullback_eventThatTheSolverFinds_equalsDifferencesThroughTheWholeSolve() {
        VanDerPolField field = new VanDerPolField(0.8);
        double[] y0 = {1.4, 0.2};
        double time = untilTheAxis(field, y0).finalTime();
        assertThat(time).isBetween(0.5, 9.5);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-12, 1e-12);
        double[] y0Bar = new double[2];
        double[] pBar = new double[2];
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(solver, SPACE, field, y0)) {
            double[] end = solve.forward(0, time, y0).finalState();
            double[] slope = new double[2];
            field.evaluate(time, end, slope);
            double[] bar = {0.3, -1};
            EventGradient.pullback(SPACE, slope, new double[] {1, 0}, -0.1, bar, 0.5);
            solve.backward(bar, y0Bar, pBar);
        }
        double[] start = y0.clone();
        double[] byStart = Differences.gradient(start, () -> lossAtTheEvent(field, start));
        double[] byParameters = Differences.gradient(field.p, () -> lossAtTheEvent(field, y0));
        // the event's time is found to about 1e-11, which differences of step 2e-4 magnify
        assertThat(y0Bar).containsExactly(byStart, within(1e-6));
        assertThat(pBar).containsExactly(byParameters, within(1e-6));
    }

    @Test
    void pullback_touchedEvent_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> EventGradient.pullback(SPACE, new double[] {0}, new double[] {1}, 0, new double[] {1}, 0))
                .withMessageContaining("must cross the event");
    }
}
