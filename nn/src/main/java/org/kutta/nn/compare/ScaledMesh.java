package org.kutta.nn.compare;

import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;

/**
 * A mesh walked in steps that are longer or shorter by a factor.
 *
 * <p>Between its nodes a mesh is walked at even speed, so a step of factor {@code f} covers {@code f} old ones, and the factor 1/2 halves each. The last step takes
 * what is left: a factor that does not divide the number of steps ends with a shorter one, and a factor above that number is one step over the whole
 * interval. A remainder below a thousandth of a step is no step of its own.
 *
 * @param mesh the new mesh; the old one itself for the factor 1
 * @param factor the factor that was asked for
 * @param actual length of the longest new step in old steps: {@code factor}, or the number of old steps where that is smaller
 */
record ScaledMesh(Mesh mesh, double factor, double actual) {

    /**
     * Scales the steps of a mesh.
     *
     * @param mesh the mesh
     * @param factor above 0; above 1 for longer steps
     * @return the new mesh
     */
    static ScaledMesh of(Mesh mesh, double factor) {
        Checks.positive("step factor", factor);
        int old = mesh.steps();
        if (factor == 1) {
            return new ScaledMesh(mesh, 1, 1);
        }
        int steps = (int) Math.max(1, Math.ceil(old / factor - 1e-3));
        double[] nodes = new double[steps + 1];
        for (int n = 0; n < steps; n++) {
            nodes[n] = at(mesh, n * factor);
        }
        nodes[steps] = mesh.t1();
        return new ScaledMesh(Mesh.of(nodes), factor, Math.min(factor, old));
    }

    /** Length of the longest step of a mesh. */
    static double longest(Mesh mesh) {
        double longest = 0;
        for (int n = 0; n < mesh.steps(); n++) {
            longest = Math.max(longest, Math.abs(mesh.dt(n)));
        }
        return longest;
    }

    /** The time after a number of old steps, whole or not. */
    private static double at(Mesh mesh, double position) {
        int n = (int) position;
        double part = position - n;
        return part == 0 ? mesh.t(n) : mesh.t(n) + part * mesh.dt(n);
    }
}
