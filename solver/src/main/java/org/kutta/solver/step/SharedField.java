package org.kutta.solver.step;

import org.kutta.solver.VectorField;

/** One field for all stages; a step that knows it may call it directly. */
record SharedField<S>(VectorField<S> field) implements StageFields<S> {

    @Override
    public void evaluate(int step, int stage, double t, S y, S dydt) {
        field.evaluate(t, y, dydt);
    }
}
