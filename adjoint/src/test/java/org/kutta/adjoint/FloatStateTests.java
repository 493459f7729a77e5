package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.FloatArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.Tableaus;

/** States and parameters in float with times in double: the contract of a field, and gradients against those in double. */
class FloatStateTests implements DifferentiableFieldContract<float[]> {

    /** {@link DrivenField} on floats, its arithmetic in double. */
    private static final class FloatDrivenField implements DifferentiableField<float[]> {
        private final DrivenField exact = new DrivenField();
        private final float[] p = {1.3f, 0.8f};

        @Override
        public ParameterLayout layout() {
            return exact.layout();
        }

        @Override
        public float[] parameters() {
            return p;
        }

        private void takeParameters() {
            exact.p[0] = p[0];
            exact.p[1] = p[1];
        }

        @Override
        public BoundField<float[]> bind(float[] like) {
            return new BoundField<>() {
                @Override
                public void evaluate(double t, float[] y, float[] dydt) {
                    takeParameters();
                    double[] slope = new double[2];
                    exact.evaluate(t, widen(y), slope);
                    dydt[0] = (float) slope[0];
                    dydt[1] = (float) slope[1];
                }

                @Override
                public Linearization<float[]> newLinearization() {
                    return new FloatLinearization(this);
                }

                @Override
                public void close() {}
            };
        }

        private static double[] widen(float[] x) {
            return new double[] {x[0], x[1]};
        }

        private final class FloatLinearization implements Linearization<float[]> {
            private final BoundField<float[]> bound;
            private double[] at = new double[2];
            private double time;

            FloatLinearization(BoundField<float[]> bound) {
                this.bound = bound;
            }

            @Override
            public void at(double t, float[] y, float[] dydt) {
                time = t;
                at = widen(y);
                bound.evaluate(t, y, dydt);
            }

            @Override
            public double pullback(float[] cotangent, float @Nullable [] yBar, float @Nullable [] parametersBar) {
                double[] wideY = new double[2];
                double[] wideP = new double[2];
                double tBar = exact.pullback(time, at, widen(cotangent), wideY, wideP);
                add(wideY, yBar);
                add(wideP, parametersBar);
                return tBar;
            }

            private void add(double[] values, float @Nullable [] target) {
                if (target != null) {
                    target[0] += (float) values[0];
                    target[1] += (float) values[1];
                }
            }

            @Override
            public long bytes() {
                return 24;
            }

            @Override
            public void close() {}
        }
    }

    private static final FloatArraySpace SPACE = new FloatArraySpace();

    private final FloatDrivenField field = new FloatDrivenField();

    @Override
    public DifferentiableField<float[]> field() {
        return field;
    }

    @Override
    public StateSpace<float[]> space() {
        return SPACE;
    }

    @Override
    public float[] newState() {
        return new float[2];
    }

    @Override
    public void set(float[] target, double[] values) {
        for (int i = 0; i < target.length; i++) {
            target[i] = (float) values[i];
        }
    }

    @Override
    public double[] get(float[] source) {
        double[] values = new double[source.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = source[i];
        }
        return values;
    }

    @Test
    void gradients_ofFloatStates_areThoseOfDoublesToFloatRounding() {
        int steps = 50;
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, steps);
        double[] y0 = {0.4f, -0.3f};
        double[] w = {0.7f, -1.1f};
        DrivenField exact = new DrivenField();
        exact.p[0] = 1.3f;
        exact.p[1] = 0.8f;
        double[] yExact = new double[2];
        double[] pExact = new double[2];
        double t0 = 1e6;
        // far from t = 0 a float time could not even tell the steps apart
        double t1 = t0 + 2;
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(solver, DoubleArraySpace.INSTANCE, exact, y0)) {
            solve.forward(t0, t1, y0);
            solve.backward(w, yExact, pExact);
        }
        // rounding of states: one unit a stage, amplified by the flow (below e over this interval)
        double tolerance = 10 * 4 * steps * 0x1p-24;
        for (GradientMethod method : new GradientMethod[] {
            DiscreteAdjoint.storeAll(),
            DiscreteAdjoint.checkpointed(3),
            BacksolveAdjoint.create(),
            InterpolatingAdjoint.create(),
        }) {
            float[] start = {0.4f, -0.3f};
            float[] yBar = new float[2];
            float[] pBar = new float[2];
            try (GradientSolve<float[]> solve = method.bind(solver, SPACE, field, start)) {
                solve.forward(t0, t1, start);
                solve.backward(new float[] {0.7f, -1.1f}, yBar, pBar);
            }
            assertThat(get(yBar)).as(method.name()).containsExactly(yExact, within(tolerance));
            assertThat(get(pBar)).as(method.name()).containsExactly(pExact, within(tolerance));
        }
    }
}
