package org.kutta.adjoint;

/** A field on {@code double[]} whose formulas and derivatives are written out by hand. */
abstract class AnalyticField implements DifferentiableField<double[]> {
    private final ParameterLayout layout;
    final double[] p;

    AnalyticField(ParameterLayout layout, double... parameters) {
        this.layout = layout;
        this.p = parameters;
    }

    abstract void evaluate(double t, double[] y, double[] dydt);

    /** Adds to both, returns the cotangent of the time. */
    abstract double pullback(double t, double[] y, double[] w, double[] yBar, double[] pBar);

    abstract void tangent(double t, double[] y, double tDot, double[] v, double[] pDot, double[] dydtDot);

    /** Adds the gradient of {@code w . tangent(0, v, pDot)} to both. */
    abstract void pullbackTangent(
            double t, double[] y, double[] w, double[] v, double[] pDot, double[] yBarDot, double[] pBarDot);

    @Override
    public final ParameterLayout layout() {
        return layout;
    }

    @Override
    public final double[] parameters() {
        return p;
    }

    @Override
    public final BoundField<double[]> bind(double[] like) {
        return new BoundAnalyticField(this, like.length);
    }

    final int parameterCount() {
        return Math.toIntExact(layout.size());
    }
}
