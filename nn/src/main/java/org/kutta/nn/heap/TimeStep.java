package org.kutta.nn.heap;

import org.jspecify.annotations.Nullable;

/** Appends the time to each row as its last component. */
record TimeStep(int inputs) implements Step {

    @Override
    public boolean keepsInput() {
        return false;
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public boolean inPlace() {
        return false;
    }

    @Override
    public int outputs() {
        return inputs + 1;
    }

    @Override
    public void load(double[] parameters) {}

    @Override
    public void forward(double t, double[] x, double[] z, int from, int to, Scratch scratch) {
        for (int row = from; row < to; row++) {
            int target = row * (inputs + 1);
            System.arraycopy(x, row * inputs, z, target, inputs);
            z[target + inputs] = t;
        }
    }

    @Override
    public void pullback(double[] x, double[] z, double[] zBar, double[] xBar, int from, int to, Scratch scratch) {
        for (int row = from; row < to; row++) {
            System.arraycopy(zBar, row * (inputs + 1), xBar, row * inputs, inputs);
        }
    }

    @Override
    public int pieces() {
        return 0;
    }

    @Override
    public void pullbackParameters(
            double[] x, double[] zBar, int rows, double[] parametersBar, int piece, Scratch scratch) {}

    @Override
    public double timeBar(double[] zBar, int rows) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += zBar[row * (inputs + 1) + inputs];
        }
        return sum;
    }

    @Override
    public void tangent(
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double tDot,
            double[] zDot,
            int rows,
            Scratch scratch) {
        forward(tDot, xDot, zDot, 0, rows, scratch);
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
            Scratch scratch) {}
}
