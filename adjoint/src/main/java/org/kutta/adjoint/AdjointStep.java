package org.kutta.adjoint;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * Transposes one explicit Runge-Kutta step: cotangent of {@code y1} in, cotangent of {@code y0} out.
 *
 * <p>With {@code J_i} the derivative of stage {@code i}'s field at its input, going from the last stage to the first,
 *
 * <pre>
 *   kBar_i = dt (b_i yBar1 + sum over j &gt; i of a_ji l_j)
 *   l_i    = J_i^T kBar_i
 *   yBar0  = yBar1 + sum over i of l_i
 * </pre>
 *
 * <p>which is the same tableau read backwards. Stages that {@code b} does not need, directly or through later stages,
 * are skipped: the last stage of a FSAL method gets its cotangent as the first stage of the next step. A solve and a
 * residual stack that run on the same mesh both go through this class, so their gradients have the same bits.
 *
 * <p>One object serves one thread and any number of steps; a step allocates nothing.
 *
 * @param <S> type of the state
 * @see "Hager: Runge-Kutta methods in optimal control and the transformed adjoint system, Numer. Math. 87 (2000)"
 */
public final class AdjointStep<S> implements AutoCloseable {

    /**
     * The transposed derivative of the stages of a solve.
     *
     * @param <S> type of the state
     */
    @FunctionalInterface
    public interface StagePullback<S> {

        /**
         * Pulls the cotangent of one stage derivative back to its input, and to the parameters it has.
         *
         * <p>A first stage that reads another input than the step's base, as in a down-sampling block, keeps the
         * cotangent for that input and leaves {@code yBar} alone.
         *
         * @param step index of the step
         * @param stage index of the stage within the step
         * @param cotangent cotangent of the stage derivative; not modified and not kept
         * @param yBar accumulated into
         * @return cotangent of the stage's time
         */
        double pullback(int step, int stage, S cotangent, S yBar);

        /**
         * Where {@link #pullback} wants its cotangent: a stage that reads it from an array of its own saves a copy. Asked for only where
         * nobody else reads the cotangent, so that the pullback of that stage may overwrite this array.
         *
         * @param step index of the step
         * @param stage index of the stage within the step
         * @param usual the array that serves every stage
         * @return {@code usual}, or an array that nothing else uses until that stage was pulled back
         */
        default S cotangent(int step, int stage, S usual) {
            return usual;
        }
    }

    private final ButcherTableau tableau;
    private final StateSpace<S> space;
    private final S kBar;
    /** {@code yBar1}, then {@code l_i} of the used stages from the last to the second. */
    private final S[] terms;
    /** Used stages, last first. */
    private final int[] order;
    /** For each of them the terms that it reads, and their weights. */
    private final List<S[]> rows;

    private final double[][] weights;
    /** All terms but the first. */
    private final S[] pulled;

    private final double[] ones;
    private double tBar;
    private double dtBar;

    /**
     * Allocates the buffers for steps of one shape.
     *
     * @param tableau an explicit tableau
     * @param space algebra of the state
     * @param like a state of the shape; not kept
     * @throws IllegalArgumentException if the tableau is not explicit
     */
    public AdjointStep(ButcherTableau tableau, StateSpace<S> space, S like) {
        if (!tableau.explicit()) {
            throw new IllegalArgumentException("tableau (" + tableau.name() + ") must be explicit");
        }
        this.tableau = tableau;
        this.space = space;
        this.order = usedStagesLastFirst(tableau);
        this.kBar = space.zerosLike(like);
        this.terms = space.newStages(like, order.length);
        this.rows = new ArrayList<>();
        this.weights = new double[order.length][];
        for (int n = 0; n < order.length; n++) {
            addRow(n);
        }
        this.pulled = Arrays.copyOfRange(terms, 1, terms.length);
        this.ones = new double[pulled.length];
        Arrays.fill(ones, 1.0);
    }

    /** Leaves zero weights out once and for all: the sums over terms are the hot loop. */
    private void addRow(int n) {
        S[] row = Arrays.copyOf(terms, n + 1);
        double[] nonZero = new double[n + 1];
        int count = 0;
        for (int m = 0; m <= n; m++) {
            double weight = m == 0 ? tableau.b(order[n]) : tableau.a(order[m - 1], order[n]);
            if (weight != 0) {
                row[count] = terms[m];
                nonZero[count++] = weight;
            }
        }
        rows.add(Arrays.copyOf(row, count));
        weights[n] = Arrays.copyOf(nonZero, count);
    }

    private static int[] usedStagesLastFirst(ButcherTableau tableau) {
        int[] used = new int[tableau.stackStages()];
        int count = 0;
        for (int i = tableau.stages() - 1; i >= 0; i--) {
            if (tableau.isUsed(i)) {
                used[count++] = i;
            }
        }
        return used;
    }

    /**
     * Pulls a cotangent back through one step.
     *
     * @param stages the transposed stages
     * @param step index of the step, handed on to {@code stages}
     * @param dt signed size of the step
     * @param yBar on entry the cotangent of the state after the step, on return that of the state before it
     */
    public void pullback(StagePullback<S> stages, int step, double dt, S yBar) {
        pullback(stages, step, dt, null, yBar);
    }

    /**
     * Pulls a cotangent back through one step and, where the stage derivatives are at hand, also to the step size.
     *
     * @param stages the transposed stages
     * @param step index of the step, handed on to {@code stages}
     * @param dt signed size of the step, not 0 when {@code k} is given
     * @param k stage derivatives by stage index, those of unused stages unread; not modified; null leaves
     *     {@link #dtBar} unknown (NaN) and saves one inner product a stage
     * @param yBar on entry the cotangent of the state after the step, on return that of the state before it
     */
    public void pullback(StagePullback<S> stages, int step, double dt, S @Nullable [] k, S yBar) {
        tBar = 0;
        dtBar = k == null ? Double.NaN : 0;
        int last = order.length - 1;
        if (last > 0) {
            space.copy(yBar, terms[0]);
        }
        for (int n = 0; n < last; n++) {
            S cotangent = sumRow(stages, step, n, dt, k, yBar);
            S l = terms[n + 1];
            space.setZero(l);
            addTimes(order[n], stages.pullback(step, order[n], cotangent, l), dt, k);
        }
        // The first stage's pullback meets no earlier stage, so it goes straight into the sum.
        S cotangent = sumRow(stages, step, last, dt, k, yBar);
        space.combine(yBar, 1.0, ones, pulled, pulled.length, yBar);
        addTimes(order[last], stages.pullback(step, order[last], cotangent, yBar), dt, k);
    }

    private S sumRow(StagePullback<S> stages, int step, int n, double dt, S @Nullable [] k, S yBar) {
        double[] row = weights[n];
        S target = k == null ? stages.cotangent(step, order[n], kBar) : kBar;
        if (n > 0) {
            space.combine(dt, row, rows.get(n), row.length, target);
        } else { // the last stage has the cotangent of y1 only
            space.copy(yBar, target);
            space.scale(dt * row[0], target);
        }
        return target;
    }

    private void addTimes(int stage, double stageTimeBar, double dt, S @Nullable [] k) {
        tBar += stageTimeBar;
        if (k != null) {
            dtBar += tableau.c(stage) * stageTimeBar + space.dot(kBar, k[stage]) / dt;
        }
    }

    /** {@return cotangent of the start of the last step pulled back, its size being fixed} */
    public double tBar() {
        return tBar;
    }

    /** {@return cotangent of the size of the last step pulled back, its start being fixed; NaN if no stages were given} */
    public double dtBar() {
        return dtBar;
    }

    /** {@return bytes of the buffers} */
    public long bytes() {
        return space.bytes(kBar) * (terms.length + 1L);
    }

    @Override
    public void close() {
        space.release(kBar);
        for (S term : terms) {
            space.release(term);
        }
    }
}
