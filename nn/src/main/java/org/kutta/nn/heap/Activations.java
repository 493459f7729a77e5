package org.kutta.nn.heap;

/** The activations that heap networks know. */
enum Activations implements Activation {
    /** Hyperbolic tangent. */
    TANH {
        @Override
        public boolean fromOutput() {
            return true;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            Elementwise.tanh(x, y, from, to, scratch);
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                bar[i] = bar[i] * MultiplyAdd.multiplyAdd(-kept[i], kept[i], 1);
            }
        }

        @Override
        public double secondDerivative(double kept) {
            return -2 * kept * (1 - kept * kept);
        }
    },

    /** {@code 1 / (1 + exp(-x))}. */
    SIGMOID {
        @Override
        public boolean fromOutput() {
            return true;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            Elementwise.sigmoid(x, y, from, to, scratch);
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                bar[i] = bar[i] * (kept[i] * (1 - kept[i]));
            }
        }

        @Override
        public double secondDerivative(double kept) {
            return kept * (1 - kept) * (1 - 2 * kept);
        }
    },

    /** {@code log(1 + exp(x))}. */
    SOFTPLUS {
        @Override
        public boolean fromOutput() {
            return false;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            Elementwise.softplus(x, y, from, to, scratch);
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            Elementwise.multiplyBySigmoid(kept, bar, from, to, scratch);
        }

        @Override
        public double secondDerivative(double kept) {
            double sigmoid = 1 / (1 + Math.exp(-kept));
            return sigmoid * (1 - sigmoid);
        }
    },

    /** {@code x sigmoid(x)}, also called SiLU. */
    SWISH {
        @Override
        public boolean fromOutput() {
            return false;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            if (x != y) {
                System.arraycopy(x, from, y, from, to - from);
            }
            Elementwise.multiplyBySigmoid(y, y, from, to, scratch);
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                double sigmoid = 1 / (1 + Math.exp(-kept[i]));
                bar[i] *= sigmoid * (1 + kept[i] * (1 - sigmoid));
            }
        }

        @Override
        public double secondDerivative(double kept) {
            double sigmoid = 1 / (1 + Math.exp(-kept));
            return sigmoid * (1 - sigmoid) * (2 + kept * (1 - 2 * sigmoid));
        }
    },

    /** {@code max(x, 0)}; its derivative at 0 is 0. */
    RELU {
        @Override
        public boolean fromOutput() {
            return true;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                y[i] = Math.max(x[i], 0.0);
            }
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                bar[i] = kept[i] <= 0 ? 0 : bar[i];
            }
        }

        @Override
        public double secondDerivative(double kept) {
            return 0;
        }
    },

    /** {@code x^3}. */
    CUBE {
        @Override
        public boolean fromOutput() {
            return false;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                y[i] = x[i] * x[i] * x[i];
            }
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            for (int i = from; i < to; i++) {
                bar[i] = bar[i] * (3 * kept[i] * kept[i]);
            }
        }

        @Override
        public double secondDerivative(double kept) {
            return 6 * kept;
        }
    };
}
