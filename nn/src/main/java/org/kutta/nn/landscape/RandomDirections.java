package org.kutta.nn.landscape;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.SplittableRandom;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.solver.Checks;

/**
 * How random directions are drawn: standard normal entries, then scaled like the parameters.
 *
 * <p>The same seed draws the same numbers for any two networks whose parameters are as many, so that their surfaces are cut along the same directions but for the
 * scale. Whether biases are moved does not change the other entries.
 *
 * @param normalization what scale they take over
 * @param allGroups whether biases, gains and shifts of norms and the like are moved too; otherwise their entries are 0
 * @param seed seed of the normal numbers
 */
public record RandomDirections(Normalization normalization, boolean allGroups, long seed) {
    /** Keeps a part of the direction whose entries are all 0 from becoming NaN; the value is that of the paper's authors. */
    private static final double TINY = 1e-10;

    /**
     * Filter-normalised directions that move weights only.
     *
     * @param seed seed of the normal numbers
     * @return the settings
     */
    public static RandomDirections filterNormalized(long seed) {
        return new RandomDirections(Normalization.FILTER, false, seed);
    }

    /**
     * Draws directions.
     *
     * @param point the parameters whose scale is taken over; not modified
     * @param groups the groups of the point, one after the other, see {@link org.kutta.nn.Network#parameterGroups}
     * @param count how many directions, at least 1; the first ones do not depend on it
     * @return the directions
     * @throws IllegalArgumentException if the groups do not describe the point, or none of them is moved
     */
    public ImmutableList<Direction> draw(double[] point, List<ParameterGroup> groups, int count) {
        Checks.atLeast("directions", count, 1);
        Parts parts = Parts.of(groups, point.length, normalization, allGroups);
        Checks.check(parts.count() > 0, "parameter groups", groups, "must have one with weights to move");
        SplittableRandom random = new SplittableRandom(seed);
        ImmutableList.Builder<Direction> directions = ImmutableList.builder();
        for (int k = 0; k < count; k++) {
            double[] values = new double[point.length];
            for (int i = 0; i < values.length; i++) {
                double normal = random.nextGaussian();
                values[i] = parts.partOf(i) < 0 ? 0 : normal;
            }
            normalize(values, point, parts);
            directions.add(Direction.owning(values));
        }
        return directions.build();
    }

    private void normalize(double[] values, double[] point, Parts parts) {
        switch (normalization) {
            case FILTER, LAYER -> {
                double[] wanted = parts.norms(point);
                double[] given = parts.norms(values);
                for (int i = 0; i < values.length; i++) {
                    int part = parts.partOf(i);
                    if (part >= 0) {
                        values[i] *= wanted[part] / (given[part] + TINY);
                    }
                }
            }
            case WEIGHT -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] *= Math.abs(point[i]);
                }
            }
            case NONE -> {}
        }
    }
}
