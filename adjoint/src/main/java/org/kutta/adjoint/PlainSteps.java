package org.kutta.adjoint;

/** Keeps nothing of the steps: for methods that do not take them again. */
final class PlainSteps<S> implements StepMemory<S> {
    private final BoundField<S> field;
    private long evaluations;

    PlainSteps(BoundField<S> field) {
        this.field = field;
    }

    @Override
    public void begin(int steps, S y0) {}

    @Override
    public void evaluate(int step, int stage, double t, S y, S dydt) {
        evaluations++;
        field.evaluate(t, y, dydt);
    }

    @Override
    public void accepted(int position, S y) {}

    @Override
    public void reverse(Reversal reversal) {
        throw new UnsupportedOperationException("nothing was kept");
    }

    @Override
    public long evaluations() {
        return evaluations;
    }

    @Override
    public long recomputedSteps() {
        return 0;
    }

    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public void close() {}
}
