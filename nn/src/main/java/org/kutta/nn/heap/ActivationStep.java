package org.kutta.nn.heap;

import org.jspecify.annotations.Nullable;

/** An activation on rows of {@code features} components. */
record ActivationStep(Activation activation, int features) implements Step {

    @Override
    public boolean keepsInput() {
        return !activation.fromOutput();
    }

    @Override
    public boolean keepsOutput() {
        return activation.fromOutput();
    }

    @Override
    public boolean inPlace() {
        return activation.fromOutput();
    }

    @Override
    public int outputs() {
        return features;
    }

    @Override
    public void load(double[] parameters) {}

    @Override
    public void forward(double t, double[] x, double[] z, int from, int to, Scratch scratch) {
        activation.apply(x, z, from * features, to * features, scratch);
    }

    private double[] kept(double[] x, double[] z) {
        return activation.fromOutput() ? z : x;
    }

    @Override
    public void pullback(double[] x, double[] z, double[] zBar, double[] xBar, int from, int to, Scratch scratch) {
        int start = from * features;
        if (xBar != zBar) {
            System.arraycopy(zBar, start, xBar, start, (to - from) * features);
        }
        activation.multiplyByDerivative(kept(x, z), xBar, start, to * features, scratch);
    }

    @Override
    public int pieces() {
        return 0;
    }

    @Override
    public void pullbackParameters(
            double t, double[] x, double[] zBar, int rows, double[] parametersBar, int piece, Scratch scratch) {}

    @Override
    public double timeBar(double[] zBar, int rows, Scratch scratch) {
        return 0;
    }

    @Override
    public void tangent(
            double t,
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double tDot,
            double[] zDot,
            int rows,
            Scratch scratch) {
        pullback(x, z, xDot, zDot, 0, rows, scratch); // the derivative is diagonal
    }

    @Override
    public void pullbackChange(
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double[] zBar,
            double[] xBarDot,
            double @Nullable [] parametersBarDot,
            int rows,
            Scratch scratch) {
        double[] kept = kept(x, z);
        for (int i = 0; i < rows * features; i++) {
            xBarDot[i] += activation.secondDerivative(kept[i]) * xDot[i] * zBar[i];
        }
    }
}
