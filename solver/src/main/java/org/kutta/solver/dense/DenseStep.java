package org.kutta.solver.dense;

import java.util.Arrays;
import org.kutta.solver.Mesh;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/**
 * The polynomial inside the last step of a kernel: the tableau's own dense output where it has one, otherwise cubic Hermite, raised by
 * bootstrapping for methods above order 4 and for Fehlberg's 4(5), so that values inside a step keep the method's order.
 *
 * <p>Rows that the step has not evaluated are evaluated once per step, by {@link #prepare}. Confined to one thread.
 *
 * @param <S> type of the state
 */
public final class DenseStep<S> implements AutoCloseable {

    private final RungeKuttaStep<S> kernel;
    private final StateSpace<S> space;
    private final DenseFormula formula;

    /** Rows that {@link #prepare} evaluates, the end row first because later ones may read it. */
    private final int[] missing;

    private final int[] active;
    private final S[] own;
    private final S[] all;
    private final S[] activeStages;
    private final double[] rowWeights;
    private final double[] activeWeights;
    private final S input;
    private long nfe;

    /**
     * Makes the buffers.
     *
     * @param kernel the step whose stages are read
     * @param space algebra of the state
     * @param like gives the shape; not kept
     */
    public DenseStep(RungeKuttaStep<S> kernel, StateSpace<S> space, S like) {
        this.kernel = kernel;
        this.space = space;
        this.formula = DenseFormula.of(kernel.tableau());
        boolean[] given = new boolean[formula.rows];
        for (int i = 0; i < formula.stages; i++) {
            given[i] = kernel.evaluates(i);
        }
        boolean[] needed = formula.needed(given);
        int[] missingRows = new int[formula.rows];
        int[] activeRows = new int[formula.rows];
        int missingCount = 0;
        int activeCount = 0;
        int end = formula.endRow;
        if (end >= 0 && needed[end] && !given[end]) {
            missingRows[missingCount++] = end;
        }
        for (int i = 0; i < formula.rows; i++) {
            if (needed[i] && !given[i] && i != end) {
                missingRows[missingCount++] = i;
            }
            if (Arrays.stream(formula.weights[i]).anyMatch(weight -> weight != 0)) {
                activeRows[activeCount++] = i;
            }
        }
        this.missing = Arrays.copyOf(missingRows, missingCount);
        this.active = Arrays.copyOf(activeRows, activeCount);
        this.own = space.newStages(like, formula.rows - formula.stages);
        this.all = Arrays.copyOf(own, formula.rows);
        this.activeStages = Arrays.copyOf(own, activeCount);
        this.rowWeights = new double[formula.rows];
        this.activeWeights = new double[activeCount];
        this.input = space.zerosLike(like);
    }

    /**
     * Evaluates what the polynomial of the kernel's last step still lacks.
     *
     * @param fields vector fields of the stages
     * @param step index of the step, handed to {@code fields}
     * @param t start of the step
     * @param dt signed size of the step
     * @param tNext end of the step
     * @param y state at the start; not modified
     * @param y1 state at the end; not modified
     */
    public void prepare(StageFields<S> fields, int step, double t, double dt, double tNext, S y, S y1) {
        for (int i = 0; i < formula.rows; i++) {
            all[i] = i < formula.stages ? kernel.stage(i) : own[i - formula.stages];
        }
        for (int i : missing) {
            nfe++;
            if (i == formula.endRow) {
                fields.evaluate(step, i, tNext, y1, all[i]);
            } else {
                space.combine(y, dt, formula.a[i], all, i, input);
                fields.evaluate(step, i, Mesh.stageTime(formula.c[i], t, dt, tNext), input, all[i]);
            }
        }
        for (int j = 0; j < active.length; j++) {
            activeStages[j] = all[active[j]];
        }
    }

    /**
     * Writes the state inside the prepared step.
     *
     * @param theta place in the step, from 0 at its start to 1 at its end
     * @param dt signed size of the step
     * @param y state at the start; not modified
     * @param result overwritten
     */
    public void value(double theta, double dt, S y, S result) {
        weightsAt(theta, false);
        space.combine(y, dt, activeWeights, activeStages, active.length, result);
    }

    private void weightsAt(double theta, boolean derivative) {
        formula.weightsAt(theta, derivative, rowWeights);
        for (int j = 0; j < active.length; j++) {
            activeWeights[j] = rowWeights[active[j]];
        }
    }

    /**
     * Writes the derivative of the polynomial with respect to time inside the prepared step.
     *
     * @param theta place in the step, from 0 to 1
     * @param result overwritten
     */
    public void derivative(double theta, S result) {
        weightsAt(theta, true);
        space.combine(1, activeWeights, activeStages, active.length, result);
    }

    /** {@return the polynomial of the prepared step: new states {@code p_k} with {@code y + dt * sum(theta^k * p_k, k >= 1)}, owned by the caller} */
    public S[] polynomial() {
        S[] coefficients = space.newStages(input, formula.degree);
        for (int p = 0; p < formula.degree; p++) {
            for (int j = 0; j < active.length; j++) {
                activeWeights[j] = formula.weights[active[j]][p];
            }
            space.combine(1, activeWeights, activeStages, active.length, coefficients[p]);
        }
        return coefficients;
    }

    /** {@return whether {@link #prepare} evaluates the derivative at the end of the step itself, which is {@link #end} then} */
    public boolean evaluatesEnd() {
        return missing.length > 0 && missing[0] == formula.endRow;
    }

    /** {@return the derivative at the end of the prepared step, live} */
    public S end() {
        return all[formula.endRow];
    }

    /** {@return evaluations by {@link #prepare} since construction} */
    public long nfe() {
        return nfe;
    }

    /** Gives the buffers back to the space. */
    @Override
    public void close() {
        for (S stage : own) {
            space.release(stage);
        }
        space.release(input);
    }
}
