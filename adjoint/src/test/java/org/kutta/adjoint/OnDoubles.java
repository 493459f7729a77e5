package org.kutta.adjoint;

import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.StateSpace;

/** The contract for fields on {@code double[]}. */
public interface OnDoubles extends DifferentiableFieldContract<double[]> {
    @Override
    default StateSpace<double[]> space() {
        return DoubleArraySpace.INSTANCE;
    }

    @Override
    default void set(double[] target, double[] values) {
        System.arraycopy(values, 0, target, 0, values.length);
    }

    @Override
    default double[] get(double[] source) {
        return source.clone();
    }
}
