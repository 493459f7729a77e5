package org.kutta.solver.step;

import org.kutta.solver.VectorField;

/**
 * The vector fields of a sequence of Runge-Kutta steps, where each stage of each step may have its own.
 *
 * <p>An ordinary differential equation has one field for all of them ({@link #shared}); a residual stack with own
 * weights per stage has {@code steps * stages} of them; the discrete adjoint hands in linearizations.
 *
 * @param <S> type of the state
 */
@FunctionalInterface
public interface StageFields<S> {

    /**
     * Writes the derivative of one stage.
     *
     * @param step index of the step, from 0
     * @param stage index of the stage within the step, from 0
     * @param t time of the stage
     * @param y stage input; not modified, not kept
     * @param dydt receives the stage derivative; overwritten whole
     */
    void evaluate(int step, int stage, double t, S y, S dydt);

    /**
     * Where {@link #evaluate} wants its input: a stage that keeps its input in an array of its own saves a copy. Not asked for the first stage of
     * a step, whose input is the state itself.
     *
     * @param step index of the step, from 0
     * @param stage index of the stage within the step, from 1
     * @param usual the array that serves every stage
     * @return {@code usual}, or an array of the same shape, which is overwritten
     */
    default S input(int step, int stage, S usual) {
        return usual;
    }

    /**
     * The same field for every stage of every step.
     *
     * @param field the field
     * @param <S> type of the state
     * @return stage fields that all call {@code field}
     */
    static <S> StageFields<S> shared(VectorField<S> field) {
        return new SharedField<>(field);
    }
}
