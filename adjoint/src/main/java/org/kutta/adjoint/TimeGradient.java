package org.kutta.adjoint;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Cotangents of the times of a solve: its ends and the times at which states were saved.
 *
 * <p>Moving one of these times moves the mesh between it and its neighbours affinely: the number of steps and their
 * proportions stay. A save time at an end of the interval belongs to that end and has the cotangent 0 of its own.
 *
 * @param t0 cotangent of the start
 * @param t1 cotangent of the end
 * @param saveTimes cotangents of the save times, in their order
 */
public record TimeGradient(double t0, double t1, ImmutableDoubleArray saveTimes) {

    /** What a method returns that was not asked for the gradient of the times: NaN, and no save times. */
    public static final TimeGradient NOT_COMPUTED = new TimeGradient(Double.NaN, Double.NaN, ImmutableDoubleArray.of());

    /** {@return whether the gradient was computed and is a number} */
    public boolean isComputed() {
        return !Double.isNaN(t0);
    }
}
