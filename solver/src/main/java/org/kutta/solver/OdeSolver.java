package org.kutta.solver;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * How to solve: a tableau and either a mesh of fixed steps or a step-size control. Immutable, free of the state's type, shared between threads; each
 * {@code with}-like method returns a changed copy.
 *
 * <pre>{@code
 * Solution<double[]> orbit = OdeSolver.adaptive(Tableaus.DOPRI5)
 *     .tolerances(1e-9, 1e-12)
 *     .solve(field, 0.0, 17.065, y0);
 * }</pre>
 *
 * <p>The end of the interval is hit exactly. The field is never evaluated outside the interval, but for tableaus with nodes outside [0, 1]
 * (Verner's 8(9)), which would lose their order without. An option that does not belong to the kind of solver is refused.
 */
public final class OdeSolver {

    private final ButcherTableau tableau;
    private final Stepping stepping;
    private final Settings settings;

    /** The options of a solve; those of step-size control are unused with a mesh. Written only before the solver that holds them is made. */
    static final class Settings {
        Tolerances tolerances = Tolerances.of(1e-6, 1e-9);
        StepSizeController controller = StepSizeController.integral();
        double initialStep = Double.NaN;
        double minStep;
        double maxStep = Double.POSITIVE_INFINITY;
        long maxSteps = Long.MAX_VALUE;
        int maxRejections = 50;
        Save save = Save.finalState();
        boolean throwOnFailure = true;

        Settings copy() {
            Settings copy = new Settings();
            copy.tolerances = tolerances;
            copy.controller = controller;
            copy.initialStep = initialStep;
            copy.minStep = minStep;
            copy.maxStep = maxStep;
            copy.maxSteps = maxSteps;
            copy.maxRejections = maxRejections;
            copy.save = save;
            copy.throwOnFailure = throwOnFailure;
            return copy;
        }

        List<Object> values() {
            return List.of(
                    tolerances,
                    controller,
                    initialStep,
                    minStep,
                    maxStep,
                    maxSteps,
                    maxRejections,
                    save,
                    throwOnFailure);
        }
    }

    private OdeSolver(ButcherTableau tableau, Stepping stepping, Settings settings) {
        this.tableau = tableau;
        this.stepping = stepping;
        this.settings = settings;
    }

    /**
     * {@return a solver that controls its step size by the tableau's error estimate}
     *
     * <p>Defaults: rtol 1e-6, atol 1e-9, integral control, the initial step by Hairer's rule, at most a million steps and 50 rejections in a row,
     * only the final state saved, failures thrown.
     *
     * @param tableau a tableau with error weights
     * @throws IllegalArgumentException if it has none
     */
    public static OdeSolver adaptive(ButcherTableau tableau) {
        Checks.check(
                tableau.adaptive(),
                "tableau",
                tableau.name(),
                "must have error weights for step-size control; OdeSolver.fixed needs none");
        return new OdeSolver(tableau, new Stepping.Controlled(), new Settings()).maxSteps(1_000_000);
    }

    /**
     * {@return a solver whose steps come from where the second argument says}
     *
     * @param tableau any tableau; with error weights for {@link Stepping.Controlled}
     * @param stepping where the steps come from
     * @throws IllegalArgumentException if steps are to be controlled and the tableau has no error weights
     */
    public static OdeSolver of(ButcherTableau tableau, Stepping stepping) {
        return stepping instanceof Stepping.Controlled
                ? adaptive(tableau)
                : new OdeSolver(tableau, stepping, new Settings());
    }

    /**
     * {@return a solver that takes equal steps}
     *
     * @param tableau any tableau
     * @param steps number of steps, at least 1
     */
    public static OdeSolver fixed(ButcherTableau tableau, int steps) {
        return new OdeSolver(tableau, new Stepping.Count(steps), new Settings());
    }

    /**
     * {@return a solver that takes steps of a given size, the last one shorter where the size does not divide the interval}
     *
     * @param tableau any tableau
     * @param dt size of a step, greater than 0 in backward solves too
     * @see Mesh#stepping
     */
    public static OdeSolver fixedStep(ButcherTableau tableau, double dt) {
        return new OdeSolver(tableau, new Stepping.Size(dt), new Settings());
    }

    /**
     * {@return a solver that takes the steps of a mesh}
     *
     * @param tableau any tableau
     * @param mesh nodes and steps, from the {@code t0} to the {@code t1} of every problem to be solved
     */
    public static OdeSolver onMesh(ButcherTableau tableau, Mesh mesh) {
        return new OdeSolver(tableau, new Stepping.Given(mesh), new Settings());
    }

    private OdeSolver with(Consumer<Settings> change) {
        Settings changed = settings.copy();
        change.accept(changed);
        return new OdeSolver(tableau, stepping, changed);
    }

    private void requireControl(String option) {
        if (!isAdaptive()) {
            throw new IllegalStateException(option + " is an option of adaptive solvers; this one has fixed steps");
        }
    }

    /**
     * {@return this solver with other tolerances}
     *
     * @param rtol relative tolerance, at least 0
     * @param atol absolute tolerance, greater than 0, in the unit of the state
     */
    public OdeSolver tolerances(double rtol, double atol) {
        return tolerances(Tolerances.of(rtol, atol));
    }

    /**
     * {@return this solver with other tolerances}
     *
     * @param tolerances for all components or for each its own
     */
    public OdeSolver tolerances(Tolerances tolerances) {
        requireControl("tolerances");
        return with(s -> s.tolerances = tolerances);
    }

    /**
     * {@return this solver with another step-size controller}
     *
     * @param controller the controller
     */
    public OdeSolver controller(StepSizeController controller) {
        requireControl("controller");
        return with(s -> s.controller = controller);
    }

    /**
     * {@return this solver with a given first step, which saves the evaluation that the rule for it takes}
     *
     * @param dt size of the first step to try, greater than 0 in backward solves too
     */
    public OdeSolver initialStep(double dt) {
        requireControl("initialStep");
        Checks.positive("initialStep", dt);
        return with(s -> s.initialStep = dt);
    }

    /**
     * {@return this solver with a least step size}
     *
     * <p>A step that must be smaller for the tolerances ends the solve; none is accepted with too large an error. Only a step to a forced stop may be
     * shorter.
     *
     * @param dt least size, at least 0
     */
    public OdeSolver minStep(double dt) {
        requireControl("minStep");
        Checks.notNegative("minStep", dt);
        checkLimits(dt, settings.maxStep);
        return with(s -> s.minStep = dt);
    }

    /**
     * {@return this solver with a largest step size}
     *
     * @param dt largest size, greater than 0
     */
    public OdeSolver maxStep(double dt) {
        requireControl("maxStep");
        Checks.check(dt > 0, "maxStep", dt, "must be > 0");
        checkLimits(settings.minStep, dt);
        return with(s -> s.maxStep = dt);
    }

    private static void checkLimits(double minStep, double maxStep) {
        Checks.check(minStep <= maxStep, "minStep (%s) must be <= maxStep (%s)", minStep, maxStep);
    }

    /**
     * {@return this solver with a limit on the steps of a solve, accepted and rejected together}
     *
     * @param steps the limit, at least 1; a solve that ends exactly there is a success
     */
    public OdeSolver maxSteps(long steps) {
        Checks.atLeast("maxSteps", steps, 1);
        return with(s -> s.maxSteps = steps);
    }

    /**
     * {@return this solver with a limit on the steps that may be rejected in a row}
     *
     * @param rejections the limit, at least 1
     */
    public OdeSolver maxRejections(int rejections) {
        requireControl("maxRejections");
        Checks.atLeast("maxRejections", rejections, 1);
        return with(s -> s.maxRejections = rejections);
    }

    /**
     * {@return this solver with another choice of what solutions keep}
     *
     * @param save what to keep besides the final state
     */
    public OdeSolver save(Save save) {
        return with(s -> s.save = save);
    }

    /**
     * {@return this solver with or without exceptions for failed solves}
     *
     * @param throwOnFailure false returns the partial solution with its status instead
     */
    public OdeSolver throwOnFailure(boolean throwOnFailure) {
        return with(s -> s.throwOnFailure = throwOnFailure);
    }

    /** {@return the limit on the steps of a solve} */
    public long maxSteps() {
        return settings.maxSteps;
    }

    /** {@return whether a failed solve throws} */
    public boolean throwsOnFailure() {
        return settings.throwOnFailure;
    }

    /** {@return the method} */
    public ButcherTableau tableau() {
        return tableau;
    }

    /** {@return whether the step size is controlled} */
    public boolean isAdaptive() {
        return stepping instanceof Stepping.Controlled;
    }

    /** {@return the tolerances; unused with fixed steps} */
    public Tolerances tolerances() {
        return settings.tolerances;
    }

    /** {@return where the steps come from} */
    public Stepping stepping() {
        return stepping;
    }

    /** {@return the step-size controller; unused with fixed steps} */
    public StepSizeController controller() {
        return settings.controller;
    }

    /** {@return the size of the first step, empty when a rule finds it} */
    public OptionalDouble initialStep() {
        return Double.isNaN(settings.initialStep) ? OptionalDouble.empty() : OptionalDouble.of(settings.initialStep);
    }

    /** {@return the least step size, 0 for none} */
    public double minStep() {
        return settings.minStep;
    }

    /** {@return the largest step size, infinite for none} */
    public double maxStep() {
        return settings.maxStep;
    }

    /** {@return the limit on the steps that may be rejected in a row} */
    public int maxRejections() {
        return settings.maxRejections;
    }

    /** {@return what solutions keep} */
    public Save save() {
        return settings.save;
    }

    /**
     * {@return the mesh of fixed steps over an interval, null when step sizes are controlled}
     *
     * @param t0 initial time
     * @param t1 final time
     */
    public @Nullable Mesh meshOver(double t0, double t1) {
        return t0 == t1 ? null : stepping.mesh(t0, t1);
    }

    Settings settings() {
        return settings;
    }

    /**
     * Solves a problem on {@code double[]}.
     *
     * @param field right-hand side
     * @param t0 initial time
     * @param t1 final time; before {@code t0} solves backward
     * @param y0 initial state; not modified
     * @return the solution
     * @throws SolveFailedException if the solve fails and {@link #throwOnFailure} is on
     */
    public Solution<double[]> solve(VectorField<double[]> field, double t0, double t1, double[] y0) {
        return solve(OdeProblem.of(field, t0, t1, y0));
    }

    /**
     * Solves a problem.
     *
     * @param problem the problem
     * @param <S> type of the state
     * @return the solution
     * @throws SolveFailedException if the solve fails and {@link #throwOnFailure} is on
     */
    public <S> Solution<S> solve(OdeProblem<S> problem) {
        try (OdeIntegration<S> solve = start(problem)) {
            while (solve.step()) {
                // the step is all there is to do
            }
            return solve.finish();
        }
    }

    /**
     * Starts a solve that the caller drives step by step; {@link #solve} is a loop over it.
     *
     * @param problem the problem
     * @param <S> type of the state
     * @return the solve, before its first step; the field has not been called
     */
    public <S> OdeIntegration<S> start(OdeProblem<S> problem) {
        return new OdeIntegration<>(this, problem, null);
    }

    /**
     * Starts a solve in the buffers of one that is over, for the many solves of a training: nothing of the state's size is
     * allocated.
     *
     * @param problem the problem
     * @param previous a solve that this very solver started, over but not {@linkplain OdeIntegration#finish finished};
     *     closed here, its states not to be read any more. One of another shape only lends nothing.
     * @param <S> type of the state
     * @return the solve, before its first step; the field has not been called
     */
    public <S> OdeIntegration<S> startAfter(OdeIntegration<S> previous, OdeProblem<S> problem) {
        return new OdeIntegration<>(this, problem, previous);
    }

    /** {@return whether the other solver has the same tableau, steps and options} */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof OdeSolver that
                && tableau.equals(that.tableau)
                && stepping.equals(that.stepping)
                && settings.values().equals(that.settings.values());
    }

    @Override
    public int hashCode() {
        return Objects.hash(tableau, stepping, settings.values());
    }
}
