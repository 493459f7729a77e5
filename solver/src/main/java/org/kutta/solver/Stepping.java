package org.kutta.solver;

import org.jspecify.annotations.Nullable;

/** Where the steps of a solve come from. */
public sealed interface Stepping {

    /**
     * {@return the mesh of an interval, null when step sizes are controlled}
     *
     * @param t0 initial time
     * @param t1 final time, not {@code t0}
     */
    @Nullable
    Mesh mesh(double t0, double t1);

    /** Step sizes follow from the error estimate. */
    record Controlled() implements Stepping {
        @Override
        public @Nullable Mesh mesh(double t0, double t1) {
            return null;
        }
    }

    /**
     * Equal steps.
     *
     * @param steps how many
     */
    record Count(int steps) implements Stepping {
        /**
         * Checks the number.
         *
         * @param steps at least 1
         */
        public Count {
            Checks.atLeast("steps", steps, 1);
        }

        @Override
        public Mesh mesh(double t0, double t1) {
            return Mesh.uniform(t0, t1, steps);
        }
    }

    /**
     * Steps of one size, the last one shorter where it does not divide the interval.
     *
     * @param dt the size, in backward solves too above 0
     */
    record Size(double dt) implements Stepping {
        /**
         * Checks the size.
         *
         * @param dt greater than 0, finite
         */
        public Size {
            Checks.positive("dt", dt);
        }

        @Override
        public Mesh mesh(double t0, double t1) {
            return Mesh.stepping(t0, t1, dt);
        }
    }

    /**
     * The steps of a mesh.
     *
     * @param mesh the only mesh, and so the only interval
     */
    record Given(Mesh mesh) implements Stepping {
        @Override
        public Mesh mesh(double t0, double t1) {
            Checks.check(
                    t0 == mesh.t0() && t1 == mesh.t1(), "the interval [%s, %s] must be that of the %s", t0, t1, mesh);
            return mesh;
        }
    }
}
