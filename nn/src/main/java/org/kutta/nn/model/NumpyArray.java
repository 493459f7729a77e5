package org.kutta.nn.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import org.kutta.solver.Checks;

/**
 * An array of floating-point numbers as NumPy has them: a shape, and the components row-major in single or double precision. Immutable; two are equal if shape,
 * precision and every bit are, a NaN's too.
 */
public final class NumpyArray {
    private final long[] shape;
    private final float[] floats;
    private final double[] doubles;
    private final boolean isDouble;

    private NumpyArray(long[] shape, float[] floats, double[] doubles, boolean isDouble) {
        this.shape = shape;
        this.floats = floats;
        this.doubles = doubles;
        this.isDouble = isDouble;
        int length = isDouble ? doubles.length : floats.length;
        Checks.check(
                size(shape) == length, "shape %s must have as many components as there are, %s", text(shape), length);
    }

    /**
     * An array in single precision.
     *
     * @param shape lengths of its axes, each at least 0; none for a scalar
     * @param values components, row-major; copied
     * @return the array
     */
    public static NumpyArray of(long[] shape, float[] values) {
        return own(shape.clone(), values.clone());
    }

    /**
     * An array in double precision.
     *
     * @param shape lengths of its axes, each at least 0; none for a scalar
     * @param values components, row-major; copied
     * @return the array
     */
    public static NumpyArray of(long[] shape, double[] values) {
        return own(shape.clone(), values.clone());
    }

    static NumpyArray own(long[] shape, float[] values) {
        return new NumpyArray(shape, values, new double[0], false);
    }

    static NumpyArray own(long[] shape, double[] values) {
        return new NumpyArray(shape, new float[0], values, true);
    }

    /** Number of components of a shape; -1 if they are more than a Java array can hold, or an axis is negative. */
    static int size(long[] shape) {
        long size = 1;
        for (long axis : shape) {
            if (axis < 0) {
                return -1;
            }
            // An axis of 0 makes the array empty whatever the others are.
            long high = Math.multiplyHigh(size, axis);
            size = high != 0 || size * axis < 0 ? Long.MAX_VALUE : size * axis;
        }
        return size > Integer.MAX_VALUE - 8 ? -1 : (int) size;
    }

    /** {@return the lengths of the axes, a copy} */
    public long[] shape() {
        return shape.clone();
    }

    /** {@return the number of components} */
    public int length() {
        return isDouble ? doubles.length : floats.length;
    }

    /** {@return whether the components are in double precision} */
    public boolean isDouble() {
        return isDouble;
    }

    /** {@return the components in double precision, row-major, a copy} */
    public double[] toDoubles() {
        if (isDouble) {
            return doubles.clone();
        }
        double[] result = new double[floats.length];
        Arrays.setAll(result, i -> floats[i]);
        return result;
    }

    /** {@return the components in single precision, row-major, a copy; those in double precision are rounded} */
    public float[] toFloats() {
        if (!isDouble) {
            return floats.clone();
        }
        float[] result = new float[doubles.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) doubles[i];
        }
        return result;
    }

    /** The same components in another order and shape: component {@code i} is the old one at {@code positions[i]}. */
    NumpyArray permuted(long[] newShape, int[] positions) {
        if (isDouble) {
            double[] values = new double[doubles.length];
            Arrays.setAll(values, i -> doubles[positions[i]]);
            return own(newShape, values);
        }
        float[] values = new float[floats.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = floats[positions[i]];
        }
        return own(newShape, values);
    }

    /** The same numbers in a precision; in single they are rounded. */
    NumpyArray inPrecision(boolean inDouble) {
        if (isDouble == inDouble) {
            return this;
        }
        return inDouble ? own(shape, toDoubles()) : own(shape, toFloats());
    }

    /** The first component that is not finite, for messages. */
    Optional<Double> firstNonFinite() {
        for (int i = 0; i < length(); i++) {
            double value = isDouble ? doubles[i] : floats[i];
            if (!Double.isFinite(value)) {
                return Optional.of(value);
            }
        }
        return Optional.empty();
    }

    /** The components, little-endian. */
    void putInto(ByteBuffer target) {
        target.order(ByteOrder.LITTLE_ENDIAN);
        if (isDouble) {
            for (double value : doubles) {
                target.putLong(Double.doubleToRawLongBits(value));
            }
        } else {
            for (float value : floats) {
                target.putInt(Float.floatToRawIntBits(value));
            }
        }
    }

    static String text(long[] shape) {
        return Arrays.toString(shape);
    }

    @Override
    public boolean equals(Object other) {
        if (!(other instanceof NumpyArray that)
                || isDouble != that.isDouble
                || !Arrays.equals(shape, that.shape)
                || length() != that.length()) {
            return false;
        }
        for (int i = 0; i < length(); i++) {
            boolean same = isDouble
                    ? Double.doubleToRawLongBits(doubles[i]) == Double.doubleToRawLongBits(that.doubles[i])
                    : Float.floatToRawIntBits(floats[i]) == Float.floatToRawIntBits(that.floats[i]);
            if (!same) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + (isDouble ? Arrays.hashCode(doubles) : Arrays.hashCode(floats));
    }

    /** {@return precision and shape, such as {@code float32[3, 4]}} */
    @Override
    public String toString() {
        return (isDouble ? "float64" : "float32") + text(shape);
    }
}
