package org.kutta.nn.ode;

import java.util.Arrays;
import org.kutta.solver.Mesh;

/**
 * Parameters that run in straight lines between the nodes of a mesh. With the mesh of a stack each stage takes the parameters of its own time: those of a stage at
 * the end of a step are those with which the next step begins.
 *
 * @param pieces the mesh; one vector of coefficients for each of its nodes
 */
public record PiecewiseLinear(Mesh pieces) implements TimeBasis {
    @Override
    public String name() {
        return "piecewise linear";
    }

    @Override
    public int size() {
        return pieces.steps() + 1;
    }

    @Override
    public void values(double t, double[] values) {
        Arrays.fill(values, 0);
        int n = PiecewiseConstant.piece(pieces, t);
        double share = (t - pieces.t(n)) / (pieces.t(n + 1) - pieces.t(n));
        double inside = Math.min(1, Math.max(0, share));
        values[n] = 1 - inside;
        values[n + 1] = inside;
    }

    @Override
    public void slopes(double t, double[] slopes) {
        Arrays.fill(slopes, 0);
        int n = PiecewiseConstant.piece(pieces, t);
        double length = pieces.t(n + 1) - pieces.t(n);
        double share = (t - pieces.t(n)) / length;
        if (share >= 0 && share <= 1) {
            slopes[n] = -1 / length;
            slopes[n + 1] = 1 / length;
        }
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
        return new PiecewiseLinear(pieces.halved());
    }
}
