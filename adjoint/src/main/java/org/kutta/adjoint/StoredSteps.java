package org.kutta.adjoint;

import org.kutta.solver.tableau.ButcherTableau;

/** Linearizes while solving and keeps all of it: most memory, no recomputation. */
final class StoredSteps<S> implements StepMemory<S> {
    private final BoundField<S> field;
    private final Tape<S> tape;
    private final StepLog log;
    private final ButcherTableau tableau;
    private final int promoted;
    private long plainEvaluations;

    StoredSteps(BoundField<S> field, Tape<S> tape, StepLog log, ButcherTableau tableau) {
        this.field = field;
        this.tape = tape;
        this.log = log;
        this.tableau = tableau;
        this.promoted = tableau.fsal() ? tableau.stages() - 1 : -1;
    }

    @Override
    public void begin(int steps, S y0) {}

    /**
     * The last stage of a FSAL method is the first one of the next step, so that is where its linearization goes. A stage
     * of a rejected step is overwritten by the next attempt.
     */
    @Override
    public void evaluate(int step, int stage, double t, S y, S dydt) {
        if (stage == promoted) {
            tape.at(step + 1, 0, t, y, dydt);
        } else if (stage < tableau.stages() && tableau.isUsed(stage)) {
            tape.at(step, stage, t, y, dydt);
        } else {
            plainEvaluations++;
            field.evaluate(t, y, dydt);
        }
    }

    @Override
    public void accepted(int position, S y) {}

    @Override
    public void reverse(Reversal reversal) {
        for (int step = log.steps() - 1; step >= 0; step--) {
            reversal.pullBack(step, step);
        }
    }

    @Override
    public long evaluations() {
        return plainEvaluations + tape.evaluations();
    }

    @Override
    public long recomputedSteps() {
        return 0;
    }

    @Override
    public long bytes() {
        return tape.bytes();
    }

    @Override
    public void close() {}
}
