package org.kutta.nn.heap;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.solver.Checks;

/**
 * A learned acceleration as a field: {@code x' = v, v' = a(t, x, v)}, or {@code a(t, x)} for a force that knows no velocity.
 *
 * <p>A row of the state is {@code (x, v)}: {@code [batch, 2 * positions]}, row-major. That a velocity is the derivative of its position is built in, not learned.
 *
 * @see "Norcliffe et al.: On second order behaviour in augmented neural ODEs, arXiv 2006.07220"
 */
public final class SecondOrderField implements DifferentiableField<double[]> {
    private final HeapMap acceleration;
    private final int positions;

    private SecondOrderField(HeapMap acceleration) {
        this.acceleration = acceleration;
        this.positions = acceleration.outputs();
        Checks.check(
                acceleration.inputs() == positions || acceleration.inputs() == 2 * positions,
                "an acceleration of %s components must take the positions (%s inputs) or positions and velocities (%s), but takes %s",
                positions,
                positions,
                2 * positions,
                acceleration.inputs());
    }

    /**
     * The field of an acceleration.
     *
     * @param acceleration a network with one output for each position; its inputs are positions and velocities, or positions only
     * @return the field, on the network's live parameters
     * @throws IllegalArgumentException if the inputs fit neither
     */
    public static SecondOrderField of(HeapMap acceleration) {
        return new SecondOrderField(acceleration);
    }

    /** {@return the number of components of a row: positions and velocities} */
    public int features() {
        return 2 * positions;
    }

    @Override
    public ParameterLayout layout() {
        return acceleration.layout();
    }

    @Override
    public double[] parameters() {
        return acceleration.parameters();
    }

    @Override
    public BoundField<double[]> bind(double[] like) {
        Checks.check(
                like.length > 0 && like.length % features() == 0,
                "y has length %s but the field expects [batch, %s]: positions, then velocities",
                like.length,
                features());
        return new Bound(like.length / features());
    }

    private final class Bound implements BoundField<double[]> {
        private final int batch;
        private final BoundHeapField bound;
        private final double[] input;
        private final double[] output;
        private final double[] inputBar;

        Bound(int batch) {
            this.batch = batch;
            this.bound = acceleration.bind(batch);
            this.input = new double[batch * acceleration.inputs()];
            this.output = new double[batch * positions];
            this.inputBar = new double[input.length];
        }

        @Override
        public void evaluate(double t, double[] y, double[] dydt) {
            gather(y);
            bound.evaluate(t, input, output);
            scatter(y, dydt);
        }

        private void gather(double[] y) {
            int width = acceleration.inputs();
            for (int row = 0; row < batch; row++) {
                System.arraycopy(y, row * 2 * positions, input, row * width, width);
            }
        }

        private void scatter(double[] y, double[] dydt) {
            for (int row = 0; row < batch; row++) {
                int x = row * 2 * positions;
                System.arraycopy(y, x + positions, dydt, x, positions);
                System.arraycopy(output, row * positions, dydt, x + positions, positions);
            }
        }

        @Override
        public Linearization<double[]> newLinearization() {
            return new OfAcceleration();
        }

        @Override
        public void close() {
            bound.close();
        }

        private final class OfAcceleration implements Linearization<double[]> {
            private final Linearization<double[]> inner = bound.newLinearization();

            @Override
            public void at(double t, double[] y, double[] dydt) {
                gather(y);
                inner.at(t, input, output);
                scatter(y, dydt);
            }

            @Override
            public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
                for (int row = 0; row < batch; row++) {
                    System.arraycopy(cotangent, row * 2 * positions + positions, output, row * positions, positions);
                }
                if (yBar == null) {
                    return inner.pullback(output, null, parametersBar);
                }
                Arrays.fill(inputBar, 0);
                double tBar = inner.pullback(output, inputBar, parametersBar);
                int width = acceleration.inputs();
                for (int row = 0; row < batch; row++) {
                    int x = row * 2 * positions;
                    for (int i = 0; i < width; i++) {
                        yBar[x + i] += inputBar[row * width + i];
                    }
                    for (int i = 0; i < positions; i++) {
                        yBar[x + positions + i] += cotangent[x + i];
                    }
                }
                return tBar;
            }

            @Override
            public long bytes() {
                return inner.bytes();
            }

            @Override
            public void close() {
                inner.close();
            }
        }
    }
}
