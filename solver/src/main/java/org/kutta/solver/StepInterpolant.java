package org.kutta.solver;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.dense.DenseStep;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;

/** The polynomial of the step of a solve that was made last; buffers and evaluations only once a value is asked for. */
final class StepInterpolant<S> {

    private final RungeKuttaStep<S> kernel;
    private final StageFields<S> fields;
    private final StateSpace<S> space;
    private @Nullable DenseStep<S> dense;

    private int index;
    private double t;
    private double dt;
    private double stageEnd;
    private boolean prepared;
    private long reused;

    StepInterpolant(RungeKuttaStep<S> kernel, StageFields<S> fields, StateSpace<S> space) {
        this.kernel = kernel;
        this.fields = fields;
        this.space = space;
    }

    /** A new step has been made. */
    void begin(int step, double start, double size, double end) {
        index = step;
        t = start;
        dt = size;
        stageEnd = end;
        prepared = false;
    }

    /** The size of the step whose polynomial it is: that of the whole step where a guard has cut it. */
    double dt() {
        return dt;
    }

    boolean isPrepared() {
        return prepared;
    }

    /** The polynomial, given the state at both ends of the whole step. */
    DenseStep<S> prepare(S from, S to) {
        DenseStep<S> step = dense;
        if (step == null) {
            step = new DenseStep<>(kernel, space, from);
            dense = step;
        }
        if (!prepared) {
            step.prepare(fields, index, t, dt, stageEnd, from, to);
            prepared = true;
        }
        return step;
    }

    void value(double time, S from, S to, S result) {
        prepare(from, to).value((time - t) / dt, dt, from, result);
    }

    /** Copies the derivative at the end of the step, if it was evaluated here, and forgets the step. */
    boolean takeEnd(S derivative) {
        DenseStep<S> step = dense;
        if (!prepared || step == null || !step.evaluatesEnd()) {
            return false;
        }
        space.copy(step.end(), derivative);
        reused++;
        prepared = false;
        return true;
    }

    /** Evaluations made here, those of later use to the solve left out or included. */
    long nfe(boolean withReused) {
        return dense == null ? 0 : dense.nfe() - (withReused ? 0 : reused);
    }

    void close() {
        if (dense != null) {
            dense.close();
        }
    }
}
