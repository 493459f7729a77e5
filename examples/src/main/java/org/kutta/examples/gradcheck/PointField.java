package org.kutta.examples.gradcheck;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;

/** A field on {@code double[]} given by its formula and that of its transposed derivative; it does not depend on time. */
abstract class PointField implements DifferentiableField<double[]> {

    /** Writes the derivative of the state. */
    abstract void evaluate(double[] y, double[] dydt);

    /** Adds the products of a cotangent with the transposed derivatives at a point; each target may be null. */
    abstract void pullback(double[] y, double[] w, double @Nullable [] yBar, double @Nullable [] parametersBar);

    @Override
    public BoundField<double[]> bind(double[] like) {
        int size = like.length;
        return new BoundField<>() {
            @Override
            public void evaluate(double t, double[] y, double[] dydt) {
                PointField.this.evaluate(y, dydt);
            }

            @Override
            public Linearization<double[]> newLinearization() {
                return new Point(size);
            }

            @Override
            public void close() {}
        };
    }

    private final class Point implements Linearization<double[]> {
        private final double[] at;

        Point(int size) {
            this.at = new double[size];
        }

        @Override
        public void at(double t, double[] y, double[] dydt) {
            System.arraycopy(y, 0, at, 0, at.length);
            evaluate(y, dydt);
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
            PointField.this.pullback(at, cotangent, yBar, parametersBar);
            return 0;
        }

        @Override
        public long bytes() {
            return 8L * at.length;
        }

        @Override
        public void close() {}
    }
}
