package org.kutta.solver.hipparchus;

import java.util.Arrays;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.EquationsMapper;
import org.hipparchus.ode.ExpandableODE;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.ErrorNorm;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.TrialStep;

/**
 * Any Kutta solver as a Hipparchus integrator: step handlers with interpolators, event detectors with all their actions, step-end
 * handlers, secondary equations and the limit on evaluations work as with Hipparchus's own.
 *
 * <pre>{@code
 * ODEIntegrator integrator = new KuttaIntegrator(OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-9, 1e-9));
 * integrator.addStepHandler(handler);
 * ODEStateAndDerivative end = integrator.integrate(equation, start, 10);
 * }</pre>
 *
 * <p>As in Hipparchus, secondary equations do not count in the error. The derivative at the ends of steps is that of dense output. What differs
 * is the interpolator's order, which is that of Kutta's dense output, and a failed solve, which throws a {@link MathIllegalStateException} with Kutta's
 * message and a {@link SolveFailedException} as its cause. Detection is Hipparchus's own, with its rule that a detector's function must have changed sign
 * after its event, whatever a reset does to the state. Like all Hipparchus integrators, one instance serves one thread.
 */
public final class KuttaIntegrator extends AbstractIntegrator {

    private final OdeSolver solver;

    /** The derivative at the start of a step that Hipparchus has evaluated already, until the solve asks for it. */
    private double @Nullable [] known;

    private @Nullable ODEStateAndDerivative stepEnd;
    private boolean reset;

    /**
     * Makes an integrator.
     *
     * @param solver tableau, step sizes and tolerances
     * @throws IllegalArgumentException if the solver saves anything, which step handlers are for
     */
    public KuttaIntegrator(OdeSolver solver) {
        super("Kutta " + solver.tableau().name());
        Checks.check(
                solver.save().equals(Save.finalState()),
                "save",
                solver.save(),
                "must be Save.finalState(): a Hipparchus integrator hands out its steps through step handlers");
        this.solver = solver.throwOnFailure(true);
    }

    @Override
    public ODEStateAndDerivative integrate(ExpandableODE equations, ODEState initialState, double finalTime) {
        sanityChecks(initialState, finalTime);
        setIsLastStep(false);
        ODEStateAndDerivative start = initIntegration(equations, initialState, finalTime);
        setStepStart(start);
        known = start.getCompleteDerivative();
        OdeProblem<double[]> problem = OdeProblem.of(
                        this::evaluate, start.getTime(), finalTime, start.getCompleteState())
                .withGuard(step -> accept(step, equations.getMapper(), finalTime));
        int primary = start.getPrimaryState().length;
        if (primary < start.getCompleteStateDimension()) {
            problem = problem.withErrorNorm(primaryNorm(primary));
        }
        try (OdeIntegration<double[]> solve = solver.start(problem)) {
            while (!isLastStep() && solve.step()) {
                finishStep(solve);
            }
            if (!isLastStep()) {
                solve.finish();
            }
        } catch (SolveFailedException failed) {
            throw new MathIllegalStateException(failed, LocalizedCoreFormats.SIMPLE_MESSAGE, failed.getMessage());
        }
        return getStepStart();
    }

    private void evaluate(double t, double[] y, double[] dydt) {
        double[] derivative = known;
        known = null;
        if (derivative == null) {
            derivative = computeDerivatives(t, y);
        }
        System.arraycopy(derivative, 0, dydt, 0, dydt.length);
    }

    /** Shows Hipparchus a step that is about to be committed; its handlers and detectors decide where it ends. */
    private double accept(TrialStep<double[]> step, EquationsMapper mapper, double finalTime) {
        ODEStateAndDerivative start = getStepStart();
        double[][] polynomial = step.polynomial();
        double[] slope = KuttaInterpolator.derivative(polynomial, 1);
        ODEStateAndDerivative whole =
                mapper.mapStateAndDerivative(step.t1(), step.y1().clone(), slope);
        boolean forward = step.t1() > step.t0();
        setStepSize(step.t1() - step.t0());
        ODEStateAndDerivative end =
                acceptStep(new KuttaInterpolator(polynomial, forward, start, whole, start, whole, mapper), finalTime);
        stepEnd = end;
        reset = end != whole && !isLastStep();
        // detectors that fire one after the other at one time may leave no step: the solve goes on from the next double
        return end.getTime() == step.t0() ? Math.nextAfter(step.t0(), step.t1()) : end.getTime();
    }

    private void finishStep(OdeIntegration<double[]> solve) {
        ODEStateAndDerivative end = stepEnd;
        if (end == null) {
            return;
        }
        setStepStart(end);
        if (reset) {
            solve.resetState(end.getCompleteState());
            known = end.getCompleteDerivative();
        }
    }

    private static ErrorNorm<double[]> primaryNorm(int primary) {
        return (error, y0, y1, tolerances) -> DoubleArraySpace.INSTANCE.errorRatio(
                Arrays.copyOf(error, primary), Arrays.copyOf(y0, primary), Arrays.copyOf(y1, primary), tolerances);
    }
}
