package org.kutta.nn.landscape;

import java.util.Arrays;
import org.kutta.solver.Checks;

/** A direction in the space of the parameters, of any length. Immutable. */
public final class Direction {
    private final double[] values;

    private Direction(double[] values) {
        this.values = values;
    }

    static Direction owning(double[] values) {
        return new Direction(values);
    }

    /**
     * A direction of given entries.
     *
     * @param values the entries, finite and not all 0; copied
     * @return the direction
     */
    public static Direction of(double... values) {
        Direction direction = new Direction(values.clone());
        Checks.check(
                direction.norm() > 0 && direction.norm() < Double.POSITIVE_INFINITY,
                "norm of a direction",
                direction.norm(),
                "must be > 0 and finite");
        return direction;
    }

    /**
     * The direction from one point to another: positions 0 and 1 along it are the two.
     *
     * @param from a point, such as the parameters of one solution; not modified
     * @param to another; not modified
     * @return {@code to - from}, not normalised
     * @throws IllegalArgumentException if the lengths differ, or both are the same point
     */
    public static Direction between(double[] from, double[] to) {
        Checks.check(
                from.length == to.length,
                "points must have the same length, but have %s and %s",
                from.length,
                to.length);
        double[] values = new double[from.length];
        Arrays.setAll(values, i -> to[i] - from[i]);
        return of(values);
    }

    /** {@return the number of entries} */
    public int size() {
        return values.length;
    }

    /** {@return the Euclidean norm} */
    public double norm() {
        return Vectors.norm(values);
    }

    /**
     * The angle to another direction. Random directions of many entries are nearly orthogonal; where they are not, a plane is drawn askew.
     *
     * @param other a direction of the same size
     * @return the angle in degrees, from 0 to 180
     */
    public double angleTo(Direction other) {
        checkSize(other.size());
        double cosine = Vectors.dot(values, other.values) / (norm() * other.norm());
        return Math.toDegrees(Math.acos(Math.max(-1, Math.min(1, cosine))));
    }

    /**
     * A longer or shorter direction.
     *
     * @param factor finite and not 0
     * @return this direction times the factor
     */
    public Direction scaled(double factor) {
        double[] scaled = values.clone();
        Vectors.scale(factor, scaled);
        return of(scaled);
    }

    /** {@return the entries, copied} */
    public double[] toArray() {
        return values.clone();
    }

    /** The entries, not to be written. */
    double[] values() {
        return values;
    }

    void checkSize(int size) {
        Checks.check(size == values.length, "direction has %s entries but the other has %s", values.length, size);
    }
}
