package org.kutta.nn.ode;

import java.util.Arrays;
import org.kutta.solver.Mesh;

/**
 * Parameters that keep one value on every piece of the time.
 *
 * <p>At a border the piece that begins there holds, so a stage at the end of a step that ends there sees the next piece: across a border a field jumps, and the
 * order of a method holds within the pieces only.
 *
 * @param pieces one piece for each step of this mesh
 */
public record PiecewiseConstant(Mesh pieces) implements TimeBasis {
    @Override
    public String name() {
        return "piecewise constant";
    }

    @Override
    public int size() {
        return pieces.steps();
    }

    @Override
    public void values(double t, double[] values) {
        Arrays.fill(values, 0);
        values[piece(pieces, t)] = 1;
    }

    @Override
    public void slopes(double t, double[] slopes) {
        Arrays.fill(slopes, 0);
    }

    @Override
    public double[] one() {
        double[] ones = new double[size()];
        Arrays.fill(ones, 1);
        return ones;
    }

    @Override
    public double[] nodes() {
        double[] nodes = new double[size()];
        Arrays.setAll(nodes, pieces::t);
        return nodes;
    }

    @Override
    public TimeBasis refined() {
        return new PiecewiseConstant(pieces.halved());
    }

    /** The last step of a mesh that begins at or before a time, the first one before them all. */
    static int piece(Mesh mesh, double t) {
        boolean forward = mesh.t1() > mesh.t0();
        int low = 0;
        int high = mesh.steps() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (forward ? mesh.t(middle) <= t : mesh.t(middle) >= t) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
