package org.kutta.nn.landscape;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.kutta.solver.Checks;

/** The way that parameters took while they were trained: snapshots, the last one where training ended. Immutable. */
public final class ParameterTrajectory {
    private final ImmutableLongArray steps;
    private final ImmutableList<double[]> snapshots;

    private ParameterTrajectory(ImmutableLongArray steps, ImmutableList<double[]> snapshots) {
        this.steps = steps;
        this.snapshots = snapshots;
    }

    /**
     * A trajectory of given snapshots.
     *
     * @param steps how many training steps each was taken after, strictly increasing
     * @param snapshots the parameters, as many, all of one length; copied
     * @return the trajectory
     */
    public static ParameterTrajectory of(long[] steps, List<double[]> snapshots) {
        Checks.check(
                steps.length == snapshots.size() && steps.length >= 1,
                "a trajectory needs at least 1 step count and as many snapshots, but has %s and %s",
                steps.length,
                snapshots.size());
        for (int k = 1; k < steps.length; k++) {
            Checks.check(steps[k] > steps[k - 1], "step", steps[k], "must be above the one before it");
            Checks.check(
                    snapshots.get(k).length == snapshots.get(0).length,
                    "snapshot %s has %s parameters but the first has %s",
                    k,
                    snapshots.get(k).length,
                    snapshots.get(0).length);
        }
        return new ParameterTrajectory(
                ImmutableLongArray.copyOf(steps),
                snapshots.stream().map(double[]::clone).collect(ImmutableList.toImmutableList()));
    }

    /** {@return the number of snapshots} */
    public int length() {
        return snapshots.size();
    }

    /** {@return how many training steps each snapshot was taken after} */
    public ImmutableLongArray steps() {
        return steps;
    }

    /**
     * {@return the parameters of a snapshot, copied}
     *
     * @param index number of the snapshot, from 0
     */
    public double[] snapshot(int index) {
        return snapshots.get(Checks.index("snapshot", index, length())).clone();
    }

    /** {@return the parameters at the end, copied} */
    public double[] end() {
        return snapshot(length() - 1);
    }

    /** Difference of a snapshot from the end. */
    double[] fromEnd(int index) {
        double[] difference = snapshots.get(index).clone();
        Vectors.combine(difference, -1, snapshots.get(length() - 1), difference);
        return difference;
    }

    /**
     * Projects the trajectory orthogonally onto a plane through its end.
     *
     * @param first a direction of the plane
     * @param second another, not parallel to it
     * @return positions in multiples of the directions, however long and askew they are
     */
    public TrajectoryProjection onto(Direction first, Direction second) {
        double a = Vectors.dot(first.values(), first.values());
        double b = Vectors.dot(first.values(), second.values());
        double c = Vectors.dot(second.values(), second.values());
        double determinant = a * c - b * b;
        Checks.check(determinant > 1e-12 * a * c, "directions of a plane must not be parallel");
        double[] x = new double[length()];
        double[] y = new double[length()];
        double inside = 0;
        double whole = 0;
        for (int k = 0; k < length(); k++) {
            double[] way = fromEnd(k);
            first.checkSize(way.length);
            double p = Vectors.dot(way, first.values());
            double q = Vectors.dot(way, second.values());
            x[k] = (c * p - b * q) / determinant;
            y[k] = (a * q - b * p) / determinant;
            inside += x[k] * p + y[k] * q;
            whole += Vectors.dot(way, way);
        }
        return TrajectoryProjection.of(x, y, whole == 0 ? 1 : inside / whole);
    }
}
