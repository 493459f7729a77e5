package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.solver.Checks;

/**
 * How sharp a minimum is, in numbers, so that models can be compared and not only looked at.
 *
 * <p>Rises are taken at a radius relative to the weights: random directions of the given normalisation at position {@code radius}, and the worst point found in the ball
 * that has those on its boundary, {@code sum |d_p|^2 / |w_p|^2 <= radius^2 parts} over the parts (filters) {@code p} that are moved. The worst point is sought by
 * steps each to the maximiser of the linearised loss in that ball; what is found is a lower bound of the worst.
 *
 * @param radius size of the moves, 1 for as large as the weights themselves
 * @param directions number of random directions, each gone both ways, at least 2
 * @param ascentSteps gradients spent on the worst point, at least 1
 * @param draws how directions are drawn
 * @param lanczos how eigenvalues are found
 * @see "Keskar et al.: On large-batch training for deep learning, arXiv 1609.04836, section 2.2.2, for the worst rise"
 */
public record Sharpness(double radius, int directions, int ascentSteps, RandomDirections draws, Lanczos lanczos) {

    /**
     * Checks the settings.
     *
     * @param radius above 0
     * @param directions at least 2
     * @param ascentSteps at least 1
     * @param draws how directions are drawn
     * @param lanczos how eigenvalues are found
     */
    public Sharpness {
        Checks.positive("sharpness radius", radius);
        Checks.atLeast("sharpness directions", directions, 2);
        Checks.atLeast("ascent steps", ascentSteps, 1);
    }

    /**
     * Filter-normalised: 10 directions, 10 steps of ascent, {@link Lanczos#usual}.
     *
     * @param radius size of the moves relative to the weights
     * @param seed seed of the directions
     * @return the settings
     */
    public static Sharpness filterNormalized(double radius, long seed) {
        return new Sharpness(radius, 10, 10, RandomDirections.filterNormalized(seed), Lanczos.usual());
    }

    /**
     * Takes the figures of a point.
     *
     * @param landscape loss, threads and memory; listeners and file are left alone
     * @param point the parameters; not modified
     * @param groups the groups of the point, one after the other
     * @return the figures; NaN in what a cancellation left out
     */
    public SharpnessFigures at(Landscape landscape, double[] point, List<ParameterGroup> groups) {
        List<Direction> drawn = draws.draw(point, groups, directions);
        Parts parts = Parts.of(groups, point.length, draws.normalization(), draws.allGroups());
        double[] ups = new double[directions];
        double[] downs = new double[directions];
        Arrays.fill(ups, Double.NaN);
        double[] found = {Double.NaN, Double.NaN};
        HessianEnds[] ends = {new HessianEnds(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0, false)};
        Workers workers = landscape.workers(true);
        workers.run(directions + 2, bound -> found[0] = bound.loss(point), (index, bound) -> {
            if (index == 0) {
                ends[0] = lanczos.ends(bound, point);
            } else if (index == 1) {
                found[1] = worst(bound, point, parts, drawn.get(0).toArray());
            } else {
                double[] moved = new double[point.length];
                double[] along = drawn.get(index - 2).values();
                Vectors.combine(point, radius, along, moved);
                ups[index - 2] = bound.loss(moved);
                Vectors.combine(point, -radius, along, moved);
                downs[index - 2] = bound.loss(moved);
            }
        });
        ImmutableDoubleArray.Builder rises = ImmutableDoubleArray.builder(directions);
        for (int k = 0; k < directions; k++) {
            rises.add((ups[k] + downs[k]) / 2 - found[0]);
        }
        return new SharpnessFigures(found[0], radius, rises.build(), found[1] - found[0], ends[0]);
    }

    /** The largest loss met: linearised ascent in the ball, from a point on its boundary. */
    private double worst(BoundLoss bound, double[] point, Parts parts, double[] start) {
        double[] scales = scales(point, parts);
        double boundary = radius * Math.sqrt(parts.count());
        double[] move = new double[point.length];
        double[] gradient = new double[point.length];
        double[] moved = new double[point.length];
        double square = 0;
        for (int i = 0; i < start.length; i++) {
            double relative = scales[i] == 0 ? 0 : start[i] / scales[i];
            square += relative * relative;
        }
        Vectors.combine(point, boundary / Math.sqrt(square), start, moved);
        double worst = Double.NEGATIVE_INFINITY;
        for (int step = 0; step < ascentSteps; step++) {
            double loss = bound.lossAndGradient(moved, gradient);
            if (!Double.isFinite(loss)) {
                return loss;
            }
            worst = Math.max(worst, loss);
            square = 0;
            for (int i = 0; i < move.length; i++) {
                double relative = scales[i] * gradient[i];
                move[i] = scales[i] * relative;
                square += relative * relative;
            }
            if (square == 0) {
                return worst;
            }
            Vectors.combine(point, boundary / Math.sqrt(square), move, moved);
        }
        return Math.max(worst, bound.loss(moved));
    }

    /** What each entry's move is measured by: the norm of its part, 0 where it is not moved. */
    private double[] scales(double[] point, Parts parts) {
        double[] norms = parts.norms(point);
        double[] scales = new double[point.length];
        for (int i = 0; i < scales.length; i++) {
            int part = parts.partOf(i);
            scales[i] = part < 0 ? 0 : draws.normalization() == Normalization.NONE ? 1 : norms[part];
        }
        return scales;
    }
}
