package org.kutta.nn.heap;

/** {@code x} where positive, {@code slope x} elsewhere, with {@code slope} in (0, 1). */
record LeakyReluActivation(double slope) implements Activation {

    @Override
    public boolean fromOutput() {
        return true;
    }

    @Override
    public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
        for (int i = from; i < to; i++) {
            y[i] = Math.max(x[i], slope * x[i]);
        }
    }

    @Override
    public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
        for (int i = from; i < to; i++) {
            bar[i] *= kept[i] > 0 ? 1 : slope;
        }
    }

    @Override
    public double secondDerivative(double kept) {
        return 0;
    }
}
