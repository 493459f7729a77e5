package org.kutta.nn.heap;

/** {@code x} where positive, {@code alpha (exp(x) - 1)} elsewhere. */
record EluActivation(double alpha) implements Activation {

    @Override
    public boolean fromOutput() {
        return true;
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
        Elementwise.elu(alpha, x, y, from, to, scratch);
    }

    @Override
    public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
        for (int i = from; i < to; i++) {
            bar[i] *= kept[i] > 0 ? 1 : kept[i] + alpha;
        }
    }

    @Override
    public double secondDerivative(double kept) {
        return kept > 0 ? 0 : kept + alpha;
    }
}
