package org.kutta.solver;

import org.kutta.solver.step.StageFields;

/**
 * Estimates how fast the field changes with the state, by a few power iterations on differences of the field: tells a failed solve whether
 * stability or accuracy made its steps small.
 */
final class StiffnessProbe {

    private static final int ITERATIONS = 8;

    private StiffnessProbe() {}

    /** Evaluations of one estimate. */
    static final int NFE = ITERATIONS + 1;

    /** A lower estimate of the spectral radius of the Jacobian; NaN where the field or its differences are not finite. */
    static <S> double spectralRadius(StateSpace<S> space, StageFields<S> fields, int step, double t, S y) {
        S base = space.zerosLike(y);
        S shifted = space.zerosLike(y);
        S change = space.zerosLike(y);
        fields.evaluate(step, 0, t, y, base);
        space.copy(base, change);
        double length = Math.sqrt(space.dot(change, change));
        double shift = Math.sqrt(space.unitRoundoff()) * Math.max(1e-3, Math.sqrt(space.dot(y, y)));
        double radius = Double.NaN;
        for (int i = 0; i < ITERATIONS; i++) {
            space.copy(y, shifted);
            if (length > 0) {
                space.axpy(shift / length, change, shifted);
            }
            fields.evaluate(step, 0, t, shifted, change);
            space.axpy(-1, base, change);
            length = Math.sqrt(space.dot(change, change));
            radius = length / shift;
        }
        space.release(base);
        space.release(shifted);
        space.release(change);
        return radius;
    }
}
