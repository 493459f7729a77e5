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
            double[] slope = scratch.third;
            for (int start = from; start < to; start += Scratch.RUN) {
                int count = Math.min(Scratch.RUN, to - start);
                System.arraycopy(kept, start, slope, 0, count);
                Elementwise.sigmoid(slope, slope, 0, count, scratch);
                for (int i = 0; i < count; i++) {
                    slope[i] = slope[i] * (1 + kept[start + i] * (1 - slope[i]));
                }
                for (int i = 0; i < count; i++) {
                    bar[start + i] *= slope[i];
                }
            }
        }

        @Override
        public double secondDerivative(double kept) {
            double sigmoid = 1 / (1 + Math.exp(-kept));
            return sigmoid * (1 - sigmoid) * (2 + kept * (1 - 2 * sigmoid));
        }
    },

    /** {@code x (1 + tanh(c (x + 0.044715 x^3))) / 2}, {@code c = sqrt(2 / pi)}. */
    GELU {
        @Override
        public boolean fromOutput() {
            return false;
        }

        @Override
        public void apply(double[] x, double[] y, int from, int to, Scratch scratch) {
            double[] tanh = scratch.third;
            for (int start = from; start < to; start += Scratch.RUN) {
                int count = Math.min(Scratch.RUN, to - start);
                geluTanh(x, start, tanh, count, scratch);
                for (int i = 0; i < count; i++) {
                    y[start + i] = 0.5 * x[start + i] * (1 + tanh[i]);
                }
            }
        }

        @Override
        public void multiplyByDerivative(double[] kept, double[] bar, int from, int to, Scratch scratch) {
            double[] tanh = scratch.third;
            for (int start = from; start < to; start += Scratch.RUN) {
                int count = Math.min(Scratch.RUN, to - start);
                geluTanh(kept, start, tanh, count, scratch);
                for (int i = 0; i < count; i++) {
                    double x = kept[start + i];
                    double t = tanh[i];
                    double inner = GELU_C * (1 + 3 * GELU_CUBIC * x * x);
                    bar[start + i] *= 0.5 * (1 + t + x * (1 - t * t) * inner);
                }
            }
        }

        @Override
        public double secondDerivative(double kept) {
            double t = Math.tanh(GELU_C * kept * (1 + GELU_CUBIC * kept * kept));
            double inner = GELU_C * (1 + 3 * GELU_CUBIC * kept * kept);
            double innerSlope = 6 * GELU_C * GELU_CUBIC * kept;
            return (1 - t * t) * (inner + kept * (0.5 * innerSlope - t * inner * inner));
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

    private static final double GELU_C = Math.sqrt(2 / Math.PI);
    private static final double GELU_CUBIC = 0.044715;

    private static void geluTanh(double[] x, int start, double[] tanh, int count, Scratch scratch) {
        for (int i = 0; i < count; i++) {
            double v = x[start + i];
            tanh[i] = GELU_C * v * (1 + GELU_CUBIC * v * v);
        }
        Elementwise.tanh(tanh, tanh, 0, count, scratch);
    }
}
