package org.kutta.solver.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.hipparchus.special.elliptic.legendre.LegendreEllipticIntegral;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;

class EventAccuracyTests {

    private static final double GRAVITY = 9.81;

    private static final VectorField<double[]> FREE_FALL = (t, y, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -GRAVITY;
    };

    private static final VectorField<double[]> PENDULUM = (t, y, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -Math.sin(y[0]);
    };

    /** Bounce k + 1 follows bounce k by twice the first fall's time, shortened k times by the restitution: free fall is a parabola. */
    @ParameterizedTest
    @ValueSource(strings = {"dopri5", "tsit5", "bosh3", "dop853"})
    void bouncingBall_adaptive_bouncesAtTheExactTimesUntilTheyAccumulate(String method) {
        int bounces = 25;
        double restitution = 0.5;
        Event<double[]> floor = Event.<double[]>of("floor", (t, y) -> y[0])
                .direction(EventDirection.FALLING)
                .reset((t, y) -> y[1] = -restitution * y[1])
                .terminal(bounces);
        Solution<double[]> solution = OdeSolver.adaptive(Tableaus.byName(method))
                .solve(OdeProblem.of(FREE_FALL, 0, 10, new double[] {1, 0}).withEvents(floor));
        assertThat(solution.status()).isEqualTo(SolveStatus.TERMINATED_BY_EVENT);
        assertThat(solution.events()).hasSize(bounces);
        // the step under way reaches some 500 m deep: its rounding, at the slowest speed before the first bounces, many
        // times over
        double accuracy = 1e-11;
        double fall = Math.sqrt(2 / GRAVITY);
        double time = fall;
        double speed = Math.sqrt(2 * GRAVITY);
        for (int k = 0; k < bounces; k++) {
            EventOccurrence<double[]> bounce = solution.events().get(k);
            assertThat(bounce.time()).as("bounce %s", k).isCloseTo(time, within(accuracy));
            assertThat(bounce.state()[1]).isCloseTo(-speed, within(GRAVITY * accuracy));
            assertThat(bounce.stateAfter()[1]).isEqualTo(-restitution * bounce.state()[1]);
            time += 2 * fall * Math.pow(restitution, k + 1);
            speed *= restitution;
        }
    }

    @Test
    void bouncingBall_eitherDirectionOfCrossing_doesNotBounceTwice() {
        Event<double[]> floor = Event.<double[]>of("floor", (t, y) -> y[0]).reset((t, y) -> y[1] = -y[1]);
        Solution<double[]> solution = OdeSolver.fixedStep(Tableaus.RK4, 0.01)
                .solve(OdeProblem.of(FREE_FALL, 0, 20, new double[] {1, 0}).withEvents(floor));
        double fall = Math.sqrt(2 / GRAVITY);
        assertThat(solution.events()).hasSize((int) Math.floor((20 / fall + 1) / 2));
        for (int k = 0; k < solution.events().size(); k++) {
            assertThat(solution.events().get(k).time()).isCloseTo((2 * k + 1) * fall, within(1e-11));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1.5, 3.0})
    void pendulum_fromRest_passesItsLowestPointAtTheEllipticIntegralsTimes(double amplitude) {
        double sine = Math.sin(amplitude / 2);
        double quarter = LegendreEllipticIntegral.bigK(sine * sine);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-12, 1e-12);
        for (int sign = -1; sign <= 1; sign += 2) {
            Solution<double[]> solution =
                    solver.solve(OdeProblem.of(PENDULUM, 0, sign * 10 * quarter, new double[] {amplitude, 0})
                            .withEvents(Event.of("lowest", (t, y) -> y[0]), Event.of("turning", (t, y) -> y[1])));
            // the turning point at the start is where the solve begins, and no event
            assertThat(solution.events()).hasSizeBetween(9, 10);
            for (int k = 0; k < 9; k++) {
                EventOccurrence<double[]> event = solution.events().get(k);
                assertThat(event.event().name()).isEqualTo(k % 2 == 0 ? "lowest" : "turning");
                assertThat(event.time()).isCloseTo(sign * (k + 1) * quarter, within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"midpoint, 2", "kutta3, 3", "bosh3, 3", "rk4, 4", "dopri5, 5", "tsit5, 5", "huta6, 6"})
    void eventTimes_fixedSteps_convergeWithTheMethodsOrder(String method, int order) {
        double[] steps = {0.2, 0.1, 0.05, 0.025};
        double[] errors = new double[steps.length];
        for (int i = 0; i < steps.length; i++) {
            Solution<double[]> solution = OdeSolver.fixedStep(Tableaus.byName(method), steps[i])
                    .solve(OdeProblem.of(PENDULUM, 0, 30, new double[] {1, 0})
                            .withEvents(Event.of("lowest", (t, y) -> y[0])));
            double quarter = LegendreEllipticIntegral.bigK(Math.pow(Math.sin(0.5), 2));
            for (int k = 0; k < solution.events().size(); k++) {
                double error = Math.abs(solution.events().get(k).time() - (2 * k + 1) * quarter);
                errors[i] = Math.max(errors[i], error);
            }
        }
        double slope = Math.log(errors[0] / errors[3]) / Math.log(steps[0] / steps[3]);
        assertThat(slope).as("slope of %s", Arrays.toString(errors)).isBetween(order - 0.3, order + 1.0);
    }
}
