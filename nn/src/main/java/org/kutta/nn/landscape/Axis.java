package org.kutta.nn.landscape;

import org.kutta.solver.Checks;

/**
 * Evenly spaced positions along a direction, in multiples of that direction.
 *
 * @param from first position
 * @param to last position, above {@code from}
 * @param points number of positions, at least 2
 */
public record Axis(double from, double to, int points) {

    /**
     * Checks the positions.
     *
     * @param from first position
     * @param to last position
     * @param points number of positions
     */
    public Axis {
        Checks.finite("axis begin", from);
        Checks.finite("axis end", to);
        Checks.check(to > from, "axis end (%s) must be above its begin (%s)", to, from);
        Checks.atLeast("axis points", points, 2);
    }

    /**
     * Positions around 0.
     *
     * @param radius largest distance from 0, above 0
     * @param points number of positions; an odd number has 0 itself in the middle, exactly
     * @return the axis from {@code -radius} to {@code radius}
     */
    public static Axis around(double radius, int points) {
        return new Axis(-Checks.positive("axis radius", radius), radius, points);
    }

    /**
     * {@return a position}
     *
     * @param index number of the position, from 0
     */
    public double position(int index) {
        Checks.index("axis index", index, points);
        return (from * (points - 1 - index) + to * index) / (points - 1);
    }

    /** {@return all positions, in ascending order} */
    public double[] positions() {
        double[] positions = new double[points];
        for (int i = 0; i < points; i++) {
            positions[i] = position(i);
        }
        return positions;
    }

    @Override
    public String toString() {
        return points + " points from " + from + " to " + to;
    }
}
