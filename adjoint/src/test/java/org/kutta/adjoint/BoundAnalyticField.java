package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/** Binds an {@link AnalyticField}: a linearization remembers the point, nothing more. */
final class BoundAnalyticField implements BoundField<double[]> {
    private final AnalyticField field;
    private final double[] stateZeros;
    private final double[] parameterZeros;
    private final double[] stateSink;
    private final double[] parameterSink;

    BoundAnalyticField(AnalyticField field, int size) {
        this.field = field;
        this.stateZeros = new double[size];
        this.stateSink = new double[size];
        this.parameterZeros = new double[field.parameterCount()];
        this.parameterSink = new double[field.parameterCount()];
    }

    @Override
    public void evaluate(double t, double[] y, double[] dydt) {
        field.evaluate(t, y, dydt);
    }

    @Override
    public Linearization<double[]> newLinearization() {
        return new PointLinearization();
    }

    @Override
    public void close() {}

    private final class PointLinearization implements TangentLinearization<double[]> {
        private final double[] y = new double[stateZeros.length];
        private double t;

        @Override
        public void at(double time, double[] state, double[] dydt) {
            t = time;
            System.arraycopy(state, 0, y, 0, y.length);
            field.evaluate(t, y, dydt);
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
            return field.pullback(t, y, cotangent, orElse(yBar, stateSink), orElse(parametersBar, parameterSink));
        }

        @Override
        public void tangent(
                double tDot, double @Nullable [] yDot, double @Nullable [] parametersDot, double[] dydtDot) {
            field.tangent(t, y, tDot, orElse(yDot, stateZeros), orElse(parametersDot, parameterZeros), dydtDot);
        }

        @Override
        public void pullbackTangent(
                double[] cotangent,
                double @Nullable [] yDot,
                double @Nullable [] parametersDot,
                double @Nullable [] yBarDot,
                double @Nullable [] parametersBarDot) {
            field.pullbackTangent(
                    t,
                    y,
                    cotangent,
                    orElse(yDot, stateZeros),
                    orElse(parametersDot, parameterZeros),
                    orElse(yBarDot, stateSink),
                    orElse(parametersBarDot, parameterSink));
        }

        @Override
        public long bytes() {
            return 8L * (y.length + 1);
        }

        @Override
        public void close() {}

        private double[] orElse(double @Nullable [] values, double[] otherwise) {
            return values == null ? otherwise : values;
        }
    }
}
