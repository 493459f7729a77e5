package org.kutta.solver.step;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.StateSpace;
import org.kutta.solver.Tolerances;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.ErrorRule;

/**
 * One step of an explicit Runge-Kutta method: the kernel that solvers, residual stacks and gradient methods share.
 *
 * <p>{@code y1 = y + dt * sum(b[i] * k[i])}, where {@code k[i] = f(t_i, y + dt * sum(a[i][j] * k[j], j < i))} and {@code t_i} is
 * {@link Mesh#stageTime(double, double, double, double)}. It owns the stages, which stay as they are until the next step;
 * nothing is allocated after construction. A non-finite stage is not repaired: it makes the error ratio NaN.
 *
 * <p>Two openings serve everything else. The first stage may be handed in already evaluated ({@link #stepFrom}): the last stage
 * of the step before where that is the same thing ({@link #promoteLast}), or a stage that reads another input. And each stage of
 * each step may have its own field ({@link StageFields}).
 *
 * <p>Confined to one thread.
 *
 * @param <S> type of the state
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.1"
 */
public final class RungeKuttaStep<S> implements AutoCloseable {

    private final ButcherTableau tableau;
    private final StateSpace<S> space;
    private final boolean solutionOnly;
    private final boolean lastIsEnd;
    private final int[] evaluated;
    private final double[] nodes;
    private final S input;

    /** The stages in their present roles, and with the buffers of the first and the last exchanged. */
    private StepPlan<S> plan;

    private StepPlan<S> other;
    private long nfe;

    /** Steps before the field's own compiled step is sought: short solves do not pay for it. */
    private static final int COMPILE_AFTER = 64;

    private int plainSteps;
    private @Nullable Bound bound;

    /** The compiled step of the fields that this step was called with. */
    private record Bound(StageFields<?> fields, VectorField<double[]> field, CompiledStep step) {}

    /**
     * A step that evaluates all stages of the tableau, those that serve only the error included.
     *
     * @param tableau the method
     * @param space algebra of the state
     * @param like gives the shape; not kept
     */
    public RungeKuttaStep(ButcherTableau tableau, StateSpace<S> space, S like) {
        this(tableau, space, like, false);
    }

    private RungeKuttaStep(ButcherTableau tableau, StateSpace<S> space, S like, boolean solutionOnly) {
        this.tableau = tableau;
        this.space = space;
        this.solutionOnly = solutionOnly;
        int stages = tableau.stages();
        S[] buffers = space.newStages(like, stages);
        S[] exchanged = Arrays.copyOf(buffers, stages);
        exchanged[0] = buffers[stages - 1];
        exchanged[stages - 1] = buffers[0];
        this.plan = new StepPlan<>(tableau, buffers);
        this.other = new StepPlan<>(tableau, exchanged);
        this.input = space.zerosLike(like);
        this.lastIsEnd = tableau.fsal() && !solutionOnly;
        this.nodes = new double[stages];
        int[] rows = new int[stages];
        int count = 0;
        for (int i = 0; i < stages; i++) {
            nodes[i] = tableau.c(i);
            boolean end = lastIsEnd && i == stages - 1;
            if (i > 0 && !end && (!solutionOnly || tableau.isUsed(i))) {
                rows[count++] = i;
            }
        }
        this.evaluated = Arrays.copyOf(rows, count);
    }

    /**
     * {@return a step that evaluates only the stages that the solution needs, {@link ButcherTableau#stackStages} of them}
     *
     * @param tableau the method
     * @param space algebra of the state
     * @param like gives the shape; not kept
     * @param <S> type of the state
     */
    public static <S> RungeKuttaStep<S> solutionOnly(ButcherTableau tableau, StateSpace<S> space, S like) {
        return new RungeKuttaStep<>(tableau, space, like, true);
    }

    /** {@return the method} */
    public ButcherTableau tableau() {
        return tableau;
    }

    /** {@return whether stages that the solution does not need are left out} */
    public boolean isSolutionOnly() {
        return solutionOnly;
    }

    /**
     * {@return whether {@link #step} evaluates a stage}
     *
     * @param i index of the stage
     */
    public boolean evaluates(int i) {
        return !solutionOnly || tableau.isUsed(i);
    }

    /**
     * Advances a state by one step.
     *
     * @param fields vector fields of the stages
     * @param step index of the step, handed to {@code fields}
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step, {@code t + dt} but for rounding
     * @param y state at {@code t}; not modified
     * @param y1 receives the state at {@code tNext}; must not be {@code y} nor a stage
     */
    public void step(StageFields<S> fields, int step, double t, double dt, double tNext, S y, S y1) {
        evaluateFirst(fields, step, t, y);
        stepFrom(fields, step, t, dt, tNext, y, y1);
    }

    /**
     * Evaluates the first stage alone, for a following {@link #stepFrom}.
     *
     * @param fields vector fields of the stages
     * @param step index of the step, handed to {@code fields}
     * @param t start of the step
     * @param y state at {@code t}; not modified
     */
    public void evaluateFirst(StageFields<S> fields, int step, double t, S y) {
        nfe++;
        fields.evaluate(step, 0, t, y, plan.stages[0]);
    }

    /**
     * Advances a state by one step whose first stage, {@code stage(0)}, the caller has already written. It may be called again
     * with another {@code dt} from the same first stage.
     *
     * @param fields vector fields of the stages
     * @param step index of the step, handed to {@code fields}
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step
     * @param y state at {@code t}, the base of all sums; not modified
     * @param y1 receives the state at {@code tNext}; must not be {@code y} nor a stage
     */
    public void stepFrom(StageFields<S> fields, int step, double t, double dt, double tNext, S y, S y1) {
        Bound known = bound(fields);
        if (known != null) {
            compiledStep(known, t, dt, tNext, y, y1, 1, 1);
        } else {
            plainStep(fields, step, t, dt, tNext, y, y1);
        }
    }

    /**
     * {@link #stepFrom} and {@link #errorRatio} in one: for small states on the heap faster than one after the other, the same bits.
     *
     * @param fields vector fields of the stages
     * @param step index of the step, handed to {@code fields}
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step
     * @param y state at {@code t}; not modified
     * @param y1 receives the state at {@code tNext}; must not be {@code y} nor a stage
     * @param tolerances what the error is measured in
     * @return the error ratio
     */
    public double controlledStepFrom(
            StageFields<S> fields, int step, double t, double dt, double tNext, S y, S y1, Tolerances tolerances) {
        Bound known = tolerances.isScalar() ? bound(fields) : null;
        if (known != null) {
            return compiledStep(known, t, dt, tNext, y, y1, tolerances.rtol(0), tolerances.atol(0));
        }
        plainStep(fields, step, t, dt, tNext, y, y1);
        return errorRatio(dt, y, y1, tolerances);
    }

    /** The compiled step of the fields, if they have one; it is sought once a solve has gone on for a while. */
    private @Nullable Bound bound(StageFields<S> fields) {
        Bound known = bound;
        if (known != null) {
            return known.fields == fields ? known : null;
        }
        if (plainSteps < 0 || ++plainSteps < COMPILE_AFTER) {
            return null;
        }
        plainSteps = -1;
        if (fields instanceof SharedField<S> shared
                && input instanceof double[] state
                && DoubleArraySpace.INSTANCE.equals(space)) {
            CompiledStep step = CompiledSteps.of(shared.field().getClass(), tableau, solutionOnly, state.length);
            if (step != null) {
                bound = new Bound(fields, asDoubleField(shared.field()), step);
            }
        }
        return bound;
    }

    @SuppressWarnings("unchecked") // the state is a double[]
    private static VectorField<double[]> asDoubleField(VectorField<?> field) {
        return (VectorField<double[]>) field;
    }

    private double compiledStep(Bound known, double t, double dt, double tNext, S y, S y1, double rtol, double atol) {
        nfe += evaluated.length + (lastIsEnd ? 1 : 0);
        return known.step.step(
                known.field,
                t,
                dt,
                tNext,
                (double[]) y,
                (double[]) y1,
                (double[][]) plan.stages,
                (double[]) input,
                rtol,
                atol);
    }

    private void plainStep(StageFields<S> fields, int step, double t, double dt, double tNext, S y, S y1) {
        StepPlan<S> current = plan;
        for (int i : evaluated) {
            StageSum<S> row = current.rows[i];
            S stageInput = fields.input(step, i, input);
            space.combine(y, dt, row.weights, row.stages, row.count, stageInput);
            nfe++;
            fields.evaluate(step, i, Mesh.stageTime(nodes[i], t, dt, tNext), stageInput, current.stages[i]);
        }
        StageSum<S> sum = current.solution;
        space.combine(y, dt, sum.weights, sum.stages, sum.count, y1);
        if (lastIsEnd) {
            int last = nodes.length - 1;
            nfe++;
            fields.evaluate(step, last, tNext, y1, current.stages[last]);
        }
    }

    /**
     * {@return a stage, live: it is overwritten by the next step}
     *
     * @param i index of the stage
     */
    public S stage(int i) {
        return plan.stages[i];
    }

    /**
     * Makes the last stage the first one of the next step without copying: their buffers change roles.
     *
     * @throws IllegalStateException if the tableau is not FSAL or its last stage is not evaluated
     */
    public void promoteLast() {
        if (!lastIsEnd) {
            throw new IllegalStateException(tableau.name() + " does not evaluate the first stage of the next step");
        }
        StepPlan<S> swap = plan;
        plan = other;
        other = swap;
    }

    /**
     * Writes an error estimate of the last step, {@code dt * sum(e[estimate][i] * k[i])}.
     *
     * @param estimate index of the estimate
     * @param dt signed size of the step
     * @param error overwritten; must not be a stage
     */
    public void error(int estimate, double dt, S error) {
        StageSum<S> sum = plan.errors[Checks.index("estimate", estimate, plan.errors.length)];
        space.combine(dt, sum.weights, sum.stages, sum.count, error);
    }

    /**
     * The error of the last step in units of the tolerances: a step is good at 1 and below.
     *
     * <p>For Dormand-Prince 8(5,3), with the ratios {@code r1} and {@code r2} of its two estimates, it is
     * {@code r1^2 / sqrt(r1^2 + r2^2 / 100)}, 0 where both are 0.
     *
     * @param dt signed size of the step
     * @param y state at its start; not modified
     * @param y1 state at its end; not modified
     * @param tolerances what the error is measured in
     * @return the ratio; not finite when a stage that it reads or {@code y1} is not
     */
    public double errorRatio(double dt, S y, S y1, Tolerances tolerances) {
        double ratio = ratio(plan.errors[0], dt, y, y1, tolerances);
        return tableau.errorRule() == ErrorRule.DOP853
                ? combineRatios(ratio, ratio(plan.errors[1], dt, y, y1, tolerances))
                : ratio;
    }

    private double ratio(StageSum<S> sum, double dt, S y, S y1, Tolerances tolerances) {
        return space.errorRatio(dt, sum.weights, sum.stages, sum.count, y, y1, tolerances, input);
    }

    /**
     * {@return the one error ratio that the two of Dormand-Prince 8(5,3) make}
     *
     * @param first ratio of the fifth-order estimate
     * @param second ratio of the third-order estimate
     */
    public static double combineRatios(double first, double second) {
        double denominator = first * first + 0.01 * second * second;
        return denominator == 0 ? 0 : first * first / Math.sqrt(denominator);
    }

    /**
     * Whether a finite error ratio leaves open that the last stage, which is the first of the next step, is not finite: the error
     * does not read it.
     *
     * @return whether {@link #promoteLast} needs a look at the stage first
     */
    public boolean lastEscapesError() {
        return lastIsEnd && tableau.e(0, nodes.length - 1) == 0;
    }

    /** {@return calls of the fields since construction} */
    public long nfe() {
        return nfe;
    }

    /** Gives the stages back to the space. */
    @Override
    public void close() {
        for (S stage : plan.stages) {
            space.release(stage);
        }
        space.release(input);
    }
}
