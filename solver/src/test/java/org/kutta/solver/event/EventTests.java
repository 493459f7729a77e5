package org.kutta.solver.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;

class EventTests {

    /** y = (sin t, cos t) from (0, 1). */
    private static final VectorField<double[]> CIRCLE = (t, y, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -y[0];
    };

    /** y = t, which every method solves exactly. */
    private static final VectorField<double[]> CLOCK = (t, y, dydt) -> dydt[0] = 1;

    private static final OdeSolver DOPRI = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10);

    private static OdeProblem<double[]> circle(double t0, double t1) {
        return OdeProblem.of(CIRCLE, t0, t1, new double[] {Math.sin(t0), Math.cos(t0)});
    }

    private static OdeProblem<double[]> clock(double t0, double t1) {
        return OdeProblem.of(CLOCK, t0, t1, new double[] {t0});
    }

    private static Event<double[]> zeroOf(int component) {
        return Event.of("zero of " + component, (t, y) -> y[component]);
    }

    private static List<Double> times(Solution<?> solution) {
        return solution.events().stream().<Double>map(EventOccurrence::time).toList();
    }

    static Stream<OdeSolver> solvers() {
        return Stream.of(
                DOPRI,
                OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-10, 1e-10),
                OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-10, 1e-10),
                OdeSolver.fixedStep(Tableaus.RK4, 0.01));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void events_anyDirection_findsAllInOrderWithoutChangingTheSteps(OdeSolver solver) {
        Solution<double[]> plain = solver.solve(circle(0.5, 20));
        Solution<double[]> solution = solver.solve(circle(0.5, 20).withEvents(zeroOf(0), zeroOf(1)));
        assertThat(solution.events()).hasSize(12);
        for (int k = 0; k < 12; k++) {
            EventOccurrence<double[]> occurrence = solution.events().get(k);
            assertThat(occurrence.time()).isCloseTo((k + 1) * Math.PI / 2, within(1e-7));
            assertThat(occurrence.event().name()).isEqualTo(k % 2 == 0 ? "zero of 1" : "zero of 0");
            assertThat(occurrence.rising()).isEqualTo(k % 4 == 2 || k % 4 == 3);
            assertThat(occurrence.state()[k % 2 == 0 ? 1 : 0]).isCloseTo(0, within(16 * Math.ulp(20.0)));
            assertThat(occurrence.stateAfter()).isSameAs(occurrence.state());
        }
        assertThat(solution.finalState()).containsExactly(plain.finalState());
        assertThat(solution.stats().accepted()).isEqualTo(plain.stats().accepted());
        assertThat(solution.stats().rejected()).isEqualTo(plain.stats().rejected());
    }

    @Test
    void direction_risingAndFalling_filtersAlongTheSolve() {
        Event<double[]> rising = zeroOf(0).direction(EventDirection.RISING);
        Event<double[]> falling = zeroOf(0).direction(EventDirection.FALLING);
        Solution<double[]> forward = DOPRI.solve(circle(0.5, 10).withEvents(rising, falling));
        assertThat(forward.events()).extracting(EventOccurrence::event).containsExactly(falling, rising, falling);
        Solution<double[]> backward = DOPRI.solve(circle(10, 0.5).withEvents(rising, falling));
        assertThat(backward.events()).extracting(EventOccurrence::event).containsExactly(rising, falling, rising);
        assertThat(times(backward).get(0)).isCloseTo(3 * Math.PI, within(1e-8));
        assertThat(times(backward).get(2)).isCloseTo(Math.PI, within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void terminal_anySolver_endsExactlyThere(OdeSolver solver) {
        Solution<double[]> solution = solver.save(Save.steps().and(Save.dense()))
                .solve(circle(0.5, 20).withEvents(zeroOf(0).terminal(2), zeroOf(1)));
        assertThat(solution.status()).isEqualTo(SolveStatus.TERMINATED_BY_EVENT);
        assertThat(solution.events()).hasSize(4);
        EventOccurrence<double[]> last = solution.events().get(3);
        assertThat(solution.finalTime()).isEqualTo(last.time()).isCloseTo(2 * Math.PI, within(1e-7));
        assertThat(solution.finalState()).containsExactly(last.state());
        int saved = solution.times().length();
        assertThat(solution.times().get(saved - 1)).isEqualTo(last.time());
        assertThat(solution.states().get(saved - 1)).containsExactly(last.state());
        assertThat(solution.at(last.time())).containsExactly(last.state());
        assertThat(solution.at(last.time() - 0.005)[0]).isCloseTo(-0.005, within(1e-6));
        assertThatThrownBy(() -> solution.at(Math.nextUp(last.time()))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void terminal_fieldIsEvaluated_atMostOneStepBeyond() {
        double[] farthest = {0};
        VectorField<double[]> field = (t, y, dydt) -> {
            farthest[0] = Math.max(farthest[0], t);
            dydt[0] = 1;
        };
        Solution<double[]> solution = OdeSolver.fixedStep(Tableaus.DOPRI5, 0.25)
                .solve(OdeProblem.of(field, 0, 10, new double[] {0})
                        .withEvents(
                                Event.<double[]>of("one", (t, y) -> y[0] - 1.1).terminal()));
        assertThat(solution.finalTime()).isCloseTo(1.1, within(4e-16));
        assertThat(farthest[0]).isEqualTo(1.25);
    }

    @Test
    void solvedOnFromTerminalEvent_sameEvent_doesNotFireAgain() {
        Event<double[]> event = zeroOf(0).terminal();
        Solution<double[]> first = DOPRI.solve(circle(0.5, 20).withEvents(event));
        Solution<double[]> second = DOPRI.solve(
                OdeProblem.of(CIRCLE, first.finalTime(), 20, first.finalState()).withEvents(event));
        assertThat(first.finalTime()).isCloseTo(Math.PI, within(1e-8));
        assertThat(second.finalTime()).isCloseTo(2 * Math.PI, within(1e-8));
    }

    @ParameterizedTest
    @MethodSource("solvers")
    void start_zeroThere_firesOnlyAfterHavingLeft(OdeSolver solver) {
        Solution<double[]> forward = solver.solve(circle(0, 4).withEvents(zeroOf(0)));
        assertThat(forward.events()).hasSize(1);
        assertThat(times(forward).get(0)).isCloseTo(Math.PI, within(1e-7));
        Solution<double[]> backward = solver.solve(circle(0, -4).withEvents(zeroOf(0)));
        assertThat(backward.events()).hasSize(1);
        assertThat(times(backward).get(0)).isCloseTo(-Math.PI, within(1e-7));
    }

    @Test
    void start_zeroThroughout_neverFires() {
        Solution<double[]> solution = DOPRI.solve(clock(0, 3).withEvents(Event.of("nothing", (t, y) -> 0)));
        assertThat(solution.events()).isEmpty();
    }

    @Test
    void oneStep_manyEvents_allInOrderOfTime() {
        Solution<double[]> solution = OdeSolver.fixed(Tableaus.RK4, 1)
                .solve(clock(0, 1)
                        .withEvents(
                                Event.of("late", (t, y) -> y[0] - 0.77),
                                Event.of("early", (t, y) -> y[0] - 0.13),
                                Event.of("middle", (t, y) -> 0.52 - y[0]),
                                Event.of("wave", (t, y) -> Math.cos(3 * Math.PI * y[0]))));
        assertThat(solution.events())
                .extracting(o -> o.event().name())
                .containsExactly("early", "wave", "wave", "middle", "late", "wave");
        double[] expected = {0.13, 1.0 / 6, 0.5, 0.52, 0.77, 5.0 / 6};
        for (int k = 0; k < expected.length; k++) {
            assertThat(times(solution).get(k)).isCloseTo(expected[k], within(1e-15));
        }
    }

    @Test
    void twoEventsAtOneTime_bothReset_inTheirOrder() {
        Event<double[]> doubling =
                Event.<double[]>of("doubling", (t, y) -> t - 0.5).reset((t, y) -> y[0] *= 2);
        Event<double[]> adding = Event.<double[]>of("adding", (t, y) -> t - 0.5).reset((t, y) -> y[0] += 1);
        Solution<double[]> solution = DOPRI.solve(clock(0, 1).withEvents(doubling, adding));
        assertThat(solution.finalState()[0]).isCloseTo(2.5, within(1e-14));
        assertThat(solution.events()).hasSize(2);
        assertThat(solution.events().get(1).state())
                .isEqualTo(solution.events().get(0).stateAfter());
        Solution<double[]> other = DOPRI.solve(clock(0, 1).withEvents(adding, doubling));
        assertThat(other.finalState()[0]).isCloseTo(3.5, within(1e-14));
    }

    @Test
    void terminal_laterEventsOfTheStep_doNotFire() {
        Solution<double[]> solution = OdeSolver.fixed(Tableaus.RK4, 1)
                .solve(clock(0, 1)
                        .withEvents(
                                Event.of("before", (t, y) -> y[0] - 0.3),
                                Event.of("after", (t, y) -> y[0] - 0.32),
                                Event.<double[]>of("end", (t, y) -> y[0] - 0.31).terminal()));
        assertThat(solution.events()).extracting(o -> o.event().name()).containsExactly("before", "end");
        assertThat(solution.finalTime()).isCloseTo(0.31, within(1e-15));
    }

    @Test
    void rejectedStep_eventInsideIt_firesOnceAtTheAcceptedTime() {
        // the first trial step is far too large, and its wrong state far beyond the threshold
        VectorField<double[]> field = (t, y, dydt) -> dydt[0] = 200 * Math.pow(t - 0.5, 3) * y[0];
        Event<double[]> never = Event.of("never", (t, y) -> y[0] - 1.5);
        Event<double[]> once = Event.<double[]>of("once", (t, y) -> y[0] - 0.5).direction(EventDirection.FALLING);
        Solution<double[]> solution = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-9)
                .initialStep(1)
                .solve(OdeProblem.of(field, 0, 1, new double[] {1}).withEvents(never, once));
        assertThat(solution.stats().rejected()).isPositive();
        assertThat(solution.events()).hasSize(1);
        // y = exp(50 ((t - 1/2)^4 - 1/16))
        double expected = 0.5 - Math.pow(1 / 16.0 - Math.log(2) / 50, 0.25);
        assertThat(times(solution).get(0)).isCloseTo(expected, within(1e-7));
    }

    @Test
    void rejectedStep_endsSolveEventOnlyInTrial_goesOn() {
        int[] asked = {0};
        Event<double[]> watch = Event.<double[]>of("far", (t, y) -> {
                    asked[0] += t > 0.9 ? 1 : 0;
                    return 1;
                })
                .terminal();
        // a jump of the field at 0.5: a step across it is tried and rejected until it is small
        VectorField<double[]> field = (t, y, dydt) -> dydt[0] = t < 0.5 ? 1 : 1000;
        Solution<double[]> solution = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-9)
                .initialStep(0.95)
                .solve(OdeProblem.of(field, 0, 0.7, new double[] {0}).withEvents(watch));
        assertThat(solution.stats().rejected()).isPositive();
        assertThat(asked[0]).isZero();
    }

    @Test
    void tangentialRoot_noSampleSeesTheOtherSign_isNotFoundButThatOfItsDerivativeIs() {
        Solution<double[]> solution = DOPRI.solve(clock(0, 1)
                .withEvents(
                        Event.of("touches", (t, y) -> (y[0] - 0.3001) * (y[0] - 0.3001)),
                        Event.of("its derivative", (t, y) -> 2 * (y[0] - 0.3001))));
        assertThat(solution.events()).extracting(o -> o.event().name()).containsExactly("its derivative");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 20})
    void samples_twoRootsInOneStep_seenWhenApartByMoreThanASample(int samples) {
        Event<double[]> dip = Event.<double[]>of("dip", (t, y) -> (y[0] - 0.41) * (y[0] - 0.49))
                .samples(samples);
        Solution<double[]> solution =
                OdeSolver.fixed(Tableaus.RK4, 1).solve(clock(0, 1).withEvents(dip));
        assertThat(solution.events()).hasSize(samples == 20 ? 2 : 0);
    }

    @Test
    void reset_sawtooth_givesTheExactTeeth() {
        Event<double[]> tooth = Event.<double[]>of("tooth", (t, y) -> y[0] - 1).reset((t, y) -> y[0] = 0);
        Solution<double[]> solution = DOPRI.solve(clock(0, 5.5).withEvents(tooth));
        assertThat(solution.events()).hasSize(5);
        for (int k = 0; k < 5; k++) {
            assertThat(times(solution).get(k)).isCloseTo(k + 1, within(1e-14));
        }
        assertThat(solution.finalState()[0]).isCloseTo(0.5, within(1e-14));
    }

    @Test
    void reset_firstStageAfterIt_isEvaluatedAtTheNewState() {
        Event<double[]> jump = Event.<double[]>of("jump", (t, y) -> t - 1).reset((t, y) -> y[0] = 10);
        Solution<double[]> solution = DOPRI.solve(OdeProblem.of((t, y, dydt) -> dydt[0] = -y[0], 0, 2, new double[] {1})
                .withEvents(jump));
        assertThat(solution.finalState()[0]).isCloseTo(10 * Math.exp(-1), within(1e-8));
        assertThat(solution.events().get(0).state()[0]).isCloseTo(Math.exp(-1), within(1e-8));
        assertThat(solution.events().get(0).stateAfter()[0]).isEqualTo(10);
    }

    @Test
    void reset_denseAndSavedStates_areOnTheirSidesOfIt() {
        Event<double[]> jump = Event.<double[]>of("jump", (t, y) -> t - 1).reset((t, y) -> y[0] = 10);
        Solution<double[]> solution = DOPRI.save(Save.at(0.5, 1, 1.5).and(Save.dense()))
                .solve(clock(0, 2).withEvents(jump));
        double[] saved = solution.states().stream().mapToDouble(y -> y[0]).toArray();
        assertThat(saved).containsExactly(new double[] {0.5, 1, 10.5}, within(1e-14));
        assertThat(solution.at(Math.nextDown(1.0))[0]).isCloseTo(1, within(1e-14));
        assertThat(solution.at(1)[0]).isEqualTo(10);
        assertThat(solution.at(1.25)[0]).isCloseTo(10.25, within(1e-14));
    }

    @Test
    void reset_makesAnotherFunctionJump_doesNotFireThat() {
        Event<double[]> jump = Event.<double[]>of("jump", (t, y) -> t - 1).reset((t, y) -> y[0] = 10);
        Event<double[]> level = Event.of("level", (t, y) -> y[0] - 5);
        Solution<double[]> solution = DOPRI.solve(clock(0, 2).withEvents(level, jump));
        assertThat(solution.events()).extracting(EventOccurrence::event).containsExactly(jump);
    }

    @Test
    void fixedMesh_resetInsideAStep_keepsTheNodesBehindIt() {
        Mesh mesh = Mesh.uniform(0, 1, 4);
        Event<double[]> jump = Event.<double[]>of("jump", (t, y) -> t - 0.3).reset((t, y) -> y[0] += 1);
        Solution<double[]> solution = OdeSolver.onMesh(Tableaus.RK4, mesh)
                .save(Save.steps())
                .solve(clock(0, 1).withEvents(jump));
        assertThat(solution.times().toArray())
                .containsExactly(new double[] {0, 0.25, 0.3, 0.5, 0.75, 1}, within(1e-15));
        assertThat(solution.times().get(5)).isEqualTo(1);
        assertThat(solution.finalState()[0]).isCloseTo(2, within(1e-14));
    }

    @Test
    void guardCutsBeforeAnEvent_eventFiresLater() {
        Event<double[]> event = Event.of("at 0.6", (t, y) -> y[0] - 0.6);
        Solution<double[]> solution = OdeSolver.fixed(Tableaus.RK4, 1)
                .save(Save.steps())
                .solve(clock(0, 1).withEvents(event).withGuard(step -> Math.min(step.t1(), step.t0() + 0.5)));
        assertThat(solution.times().toArray()).containsExactly(0, 0.5, 1);
        assertThat(times(solution)).hasSize(1);
        assertThat(times(solution).get(0)).isCloseTo(0.6, within(1e-15));
    }

    @Test
    void manualStepping_eventsSoFar_grow() {
        try (OdeIntegration<double[]> solve =
                DOPRI.start(circle(0.5, 7).withEvents(zeroOf(0).terminal(2)))) {
            int seen = 0;
            while (solve.step()) {
                assertThat(solve.events().size()).isBetween(seen, seen + 1);
                seen = solve.events().size();
            }
            assertThat(seen).isEqualTo(2);
            assertThat(solve.t()).isEqualTo(solve.events().get(1).time());
        }
    }

    @Test
    void productState_anyState_works() {
        ProductSpace<double[]> space = ProductSpace.of(DoubleArraySpace.INSTANCE, 2);
        ProductState<double[]> start = ProductState.of(new double[] {0.0}, new double[] {1.0});
        VectorField<ProductState<double[]>> field = (t, y, dydt) -> {
            dydt.part(0)[0] = y.part(1)[0];
            dydt.part(1)[0] = -y.part(0)[0];
        };
        Event<ProductState<double[]>> top =
                Event.<ProductState<double[]>>of("top", (t, y) -> y.part(1)[0]).terminal();
        Solution<ProductState<double[]>> solution =
                DOPRI.solve(OdeProblem.of(space, field, 0, 3, start).withEvents(top));
        assertThat(solution.finalTime()).isCloseTo(Math.PI / 2, within(1e-8));
    }

    @Test
    void function_isNaN_saysWhichAndWhere() {
        Event<double[]> wrong = Event.of("wrong", (t, y) -> Math.sqrt(0.5 - t));
        assertThatThrownBy(() -> DOPRI.solve(clock(0, 1).withEvents(wrong)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event wrong must not be NaN, as it is at t = ");
    }

    @Test
    void function_jumpsOrIsInfinite_theJumpIsTheEvent() {
        Solution<double[]> solution = DOPRI.solve(clock(0, 1)
                .withEvents(
                        Event.of("step", (t, y) -> t < 0.3 ? -1 : 1),
                        Event.of("pole", (t, y) -> t < 0.6 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)));
        assertThat(times(solution)).hasSize(2);
        assertThat(times(solution).get(0)).isCloseTo(0.3, within(1e-15));
        assertThat(times(solution).get(1)).isCloseTo(0.6, within(1e-15));
    }

    @Test
    void root_atTimeZero_isFound() {
        Solution<double[]> solution = DOPRI.solve(circle(-1, 1.7).withEvents(zeroOf(0)));
        assertThat(times(solution)).hasSize(1);
        assertThat(times(solution).get(0)).isCloseTo(0, within(1e-9));
    }

    @Test
    void options_outOfRange_areRefused() {
        assertThatThrownBy(() -> zeroOf(0).samples(0)).hasMessage("samples (0) must be >= 1");
        assertThatThrownBy(() -> zeroOf(0).terminal(0)).hasMessage("occurrences (0) must be >= 1");
    }
}
