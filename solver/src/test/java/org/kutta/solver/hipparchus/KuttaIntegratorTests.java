package org.kutta.solver.hipparchus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketedUnivariateSolver;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.hipparchus.exception.MathIllegalArgumentException;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.ode.DenseOutputModel;
import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.hipparchus.ode.SecondaryODE;
import org.hipparchus.ode.events.Action;
import org.hipparchus.ode.events.AdaptableInterval;
import org.hipparchus.ode.events.ODEEventDetector;
import org.hipparchus.ode.events.ODEEventHandler;
import org.hipparchus.ode.sampling.ODEStateInterpolator;
import org.hipparchus.ode.sampling.StepNormalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.hipparchus.ClassicalProblem.Reaction;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class KuttaIntegratorTests {

    private static final double TOLERANCE = 1e-9;

    static Stream<ButcherTableau> controlled() {
        return Tableaus.all().stream().filter(ButcherTableau::adaptive).filter(t -> t.order() >= 3);
    }

    static Stream<ButcherTableau> all() {
        return Tableaus.all().stream();
    }

    private static KuttaIntegrator integrator(ButcherTableau tableau) {
        return new KuttaIntegrator(OdeSolver.adaptive(tableau).tolerances(TOLERANCE, TOLERANCE));
    }

    /** Notes its events and answers with the reaction of a problem. */
    private static ODEEventDetector detector(Reaction reaction, List<Double> times) {
        return new ODEEventDetector() {
            @Override
            public AdaptableInterval getMaxCheckInterval() {
                return AdaptableInterval.of(0.25);
            }

            @Override
            public int getMaxIterationCount() {
                return 100;
            }

            @Override
            public BracketedUnivariateSolver<UnivariateFunction> getSolver() {
                return new BracketingNthOrderBrentSolver(0, 1e-13, 0, 5);
            }

            @Override
            public ODEEventHandler getHandler() {
                return new ODEEventHandler() {
                    @Override
                    public Action eventOccurred(
                            ODEStateAndDerivative state, ODEEventDetector source, boolean increasing) {
                        times.add(state.getTime());
                        return reaction.action();
                    }

                    @Override
                    public ODEState resetState(ODEEventDetector source, ODEStateAndDerivative state) {
                        return new ODEState(state.getTime(), reaction.after(state.getPrimaryState()));
                    }
                };
            }

            @Override
            public double g(ODEStateAndDerivative state) {
                return reaction.function(state.getTime(), state.getPrimaryState());
            }
        };
    }

    private static void run(KuttaIntegrator integrator, ClassicalProblem problem, double accuracy) {
        List<Double> times = new ArrayList<>();
        for (Reaction reaction : problem.reactions()) {
            integrator.addEventDetector(detector(reaction, times));
        }
        List<ODEStateInterpolator> steps = new ArrayList<>();
        integrator.addStepHandler(step -> {
            steps.add(step);
            assertThat(steps).hasSizeLessThan(100_000);
        });
        ODEStateAndDerivative end =
                integrator.integrate(problem, new ODEState(problem.t0(), problem.exact(problem.t0())), problem.t1());
        assertThat(end.getTime()).isCloseTo(problem.end(), within(accuracy));
        assertThat(end.getPrimaryState()).containsExactly(problem.exact(end.getTime()), within(accuracy));
        assertThat(integrator.getStepStart()).isSameAs(end);
        assertThat(integrator.getEvaluations()).isEqualTo(problem.calls());
        assertThat(times).hasSize(problem.eventTimes().length);
        for (int k = 0; k < times.size(); k++) {
            assertThat(times.get(k)).isCloseTo(problem.eventTimes()[k], within(accuracy));
        }
        double reached = problem.t0();
        for (ODEStateInterpolator step : steps) {
            assertThat(step.getPreviousState().getTime()).isEqualTo(reached);
            reached = step.getCurrentState().getTime();
            if (Math.abs(reached - step.getPreviousState().getTime()) < 1e-9) {
                continue; // a sliver next to an event, whose middle may lie on either side of the reset
            }
            double middle = 0.5 * (step.getPreviousState().getTime() + reached);
            assertThat(step.getInterpolatedState(middle).getPrimaryState())
                    .as("t = %s", middle)
                    .containsExactly(problem.exact(middle), within(10 * accuracy));
        }
        assertThat(reached).isEqualTo(end.getTime());
    }

    @ParameterizedTest
    @MethodSource("controlled")
    void integrate_classicalProblems_reachesTheToleranceEverywhere(ButcherTableau tableau) {
        for (ClassicalProblem problem : ClassicalProblem.all()) {
            run(integrator(tableau), problem, 2e-5);
        }
    }

    @Test
    void integrate_classicalProblemsTightly_areExactToNineDigits() {
        for (ClassicalProblem problem : ClassicalProblem.all()) {
            run(new KuttaIntegrator(OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-12, 1e-12)), problem, 1e-9);
        }
    }

    @Test
    void integrate_fixedSteps_runsTheProblemsToo() {
        for (ClassicalProblem problem : ClassicalProblem.all()) {
            run(new KuttaIntegrator(OdeSolver.fixedStep(Tableaus.RK4, 1.0 / 512)), problem, 2e-7);
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void integrate_fixedStepsOfAnyTableau_givesTheBitsAndNfeOfTheSolver(ButcherTableau tableau) {
        OdeSolver solver = OdeSolver.fixedStep(tableau, 0.1);
        ClassicalProblem problem = ClassicalProblem.all().get(0);
        ODEStateAndDerivative end = new KuttaIntegrator(solver)
                .integrate(problem, new ODEState(problem.t0(), problem.exact(problem.t0())), problem.t1());
        Solution<double[]> own =
                solver.solve(HipparchusOde.field(problem), problem.t0(), problem.t1(), problem.exact(problem.t0()));
        assertThat(end.getPrimaryState()).containsExactly(own.finalState());
    }

    @Test
    void integrate_adaptiveWithoutEvents_takesTheStepsOfTheSolver() {
        ClassicalProblem problem = ClassicalProblem.kepler(0.5);
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8);
        KuttaIntegrator integrator = new KuttaIntegrator(solver);
        List<Double> nodes = new ArrayList<>();
        integrator.addStepHandler(step -> nodes.add(step.getCurrentState().getTime()));
        ODEState start = new ODEState(0, problem.exact(0));
        ODEStateAndDerivative end = integrator.integrate(problem, start, problem.t1());
        Solution<double[]> own =
                solver.save(Save.steps()).solve(HipparchusOde.problem(new ExpandableODE(problem), start, problem.t1()));
        assertThat(end.getPrimaryState()).containsExactly(own.finalState());
        assertThat(nodes).hasSize((int) own.stats().accepted());
        for (int i = 0; i < nodes.size(); i++) {
            assertThat(nodes.get(i)).isEqualTo(own.times().get(i + 1));
        }
        assertThat((long) integrator.getEvaluations()).isEqualTo(own.stats().nfe());
    }

    @Test
    void denseOutputModel_afterTheSolveAndSerialization_stillHasAllValues() throws Exception {
        ClassicalProblem problem = ClassicalProblem.kepler(0.3);
        KuttaIntegrator integrator = integrator(Tableaus.DOPRI5);
        DenseOutputModel model = new DenseOutputModel();
        integrator.addStepHandler(model);
        integrator.integrate(problem, new ODEState(0, problem.exact(0)), problem.t1());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(model);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            DenseOutputModel read = (DenseOutputModel) in.readObject();
            for (double t = 0; t < problem.t1(); t += 0.37) {
                assertThat(read.getInterpolatedState(t).getPrimaryState())
                        .containsExactly(problem.exact(t), within(1e-6));
            }
        }
    }

    @Test
    void interpolator_derivative_isThatOfTheEquation() {
        ClassicalProblem problem = ClassicalProblem.kepler(0.3);
        KuttaIntegrator integrator = integrator(Tableaus.DOPRI5);
        integrator.addStepHandler(step -> {
            ODEStateAndDerivative end = step.getCurrentState();
            assertThat(end.getPrimaryDerivative())
                    .containsExactly(problem.computeDerivatives(end.getTime(), end.getPrimaryState()), within(1e-12));
            ODEStateAndDerivative inside =
                    step.getInterpolatedState(0.3 * step.getPreviousState().getTime() + 0.7 * end.getTime());
            assertThat(inside.getPrimaryDerivative())
                    .containsExactly(
                            problem.computeDerivatives(inside.getTime(), inside.getPrimaryState()), within(1e-5));
        });
        integrator.integrate(problem, new ODEState(0, problem.exact(0)), problem.t1());
    }

    @Test
    void stepNormalizer_regularSampling_works() {
        ClassicalProblem problem = ClassicalProblem.all().get(0);
        KuttaIntegrator integrator = integrator(Tableaus.TSIT5);
        List<Double> times = new ArrayList<>();
        integrator.addStepHandler(new StepNormalizer(0.125, (state, last) -> {
            times.add(state.getTime());
            assertThat(state.getPrimaryState()).containsExactly(problem.exact(state.getTime()), within(1e-7));
        }));
        integrator.integrate(problem, new ODEState(problem.t0(), problem.exact(problem.t0())), problem.t1());
        assertThat(times.size())
                .isBetween((int) (8 * (problem.t1() - problem.t0())), 1 + (int) (8 * (problem.t1() - problem.t0())));
    }

    @Test
    void maxEvaluations_exceeded_throwsHipparchussException() {
        ODEIntegrator integrator = integrator(Tableaus.DOPRI5);
        integrator.setMaxEvaluations(100);
        ClassicalProblem problem = ClassicalProblem.kepler(0.9);
        assertThatThrownBy(() -> integrator.integrate(problem, new ODEState(0, problem.exact(0)), problem.t1()))
                .isInstanceOf(MathIllegalStateException.class);
        assertThat(problem.calls()).isEqualTo(100);
        assertThat(integrator.getMaxEvaluations()).isEqualTo(100);
    }

    @Test
    void failedSolve_blowUp_throwsWithKuttasReason() {
        OrdinaryDifferentialEquation blowUp =
                HipparchusOde.equation((t, y, dydt) -> dydt[0] = 1 + y[0] * y[0] * y[0] * y[0], 1);
        assertThatThrownBy(() -> integrator(Tableaus.DOPRI5).integrate(blowUp, new ODEState(0, new double[] {1}), 10))
                .isInstanceOf(MathIllegalStateException.class)
                .hasMessageContaining("at t = ")
                .hasCauseInstanceOf(SolveFailedException.class);
    }

    @Test
    void interval_tooSmall_throwsHipparchussException() {
        ClassicalProblem problem = ClassicalProblem.kepler(0.1);
        assertThatThrownBy(() ->
                        integrator(Tableaus.DOPRI5).integrate(problem, new ODEState(1, problem.exact(1)), 1 + 1e-15))
                .isInstanceOf(MathIllegalArgumentException.class);
    }

    @Test
    void secondaryEquations_stiffOne_isSolvedAlongWithoutCounting() {
        OrdinaryDifferentialEquation decay = HipparchusOde.equation((t, y, dydt) -> dydt[0] = -y[0], 1);
        ExpandableODE both = new ExpandableODE(decay);
        both.addSecondaryEquations(new SecondaryODE() {
            @Override
            public int getDimension() {
                return 1;
            }

            @Override
            public double[] computeDerivatives(double t, double[] primary, double[] primaryDot, double[] secondary) {
                return new double[] {Math.cos(40 * t)};
            }
        });
        KuttaIntegrator integrator = integrator(Tableaus.DOPRI5);
        ODEStateAndDerivative end =
                integrator.integrate(both, new ODEState(0, new double[] {1}, new double[][] {{0}}), 2);
        int evaluations = integrator.getEvaluations();
        assertThat(end.getPrimaryState()[0]).isCloseTo(Math.exp(-2), within(1e-8));
        assertThat(end.getSecondaryState(1)[0]).isCloseTo(Math.sin(80) / 40, within(0.05));
        integrator.integrate(decay, new ODEState(0, new double[] {1}), 2);
        assertThat(integrator.getEvaluations()).isEqualTo(evaluations);
    }

    @Test
    void stepEndHandler_resets_takeEffect() {
        KuttaIntegrator integrator = new KuttaIntegrator(OdeSolver.fixed(Tableaus.RK4, 4));
        List<Double> ends = new ArrayList<>();
        integrator.addStepEndHandler((state, forward) -> {
            ends.add(state.getTime());
            return Action.CONTINUE;
        });
        integrator.integrate(
                HipparchusOde.equation((t, y, dydt) -> dydt[0] = 1, 1), new ODEState(0, new double[] {0}), 1);
        assertThat(ends).containsExactly(0.25, 0.5, 0.75, 1.0);
    }

    @Test
    void saving_solverThatSaves_isRefused() {
        assertThatThrownBy(() ->
                        new KuttaIntegrator(OdeSolver.fixed(Tableaus.RK4, 2).save(Save.dense())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be Save.finalState()");
    }
}
