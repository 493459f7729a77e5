package org.kutta.examples.doctor;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;

/**
 * {@code dy/dt = tanh(w * y + b)} with a 3x3 convolution that keeps the image's size, by loops in plain Java: what native libraries are checked against.
 *
 * <p>States are {@code [batch, height, width, channels]}, parameters {@code w [3, 3, channels in, channels out]} and {@code b [channels]}.
 */
final class PlainConvolution implements DifferentiableField<double[]> {
    private static final int KERNEL = 3;

    private final int batch;
    private final int height;
    private final int width;
    private final int channels;
    private final double[] parameters;

    /** A field on images of this size; the parameters, {@code w} and then {@code b}, are not copied. */
    PlainConvolution(int batch, int height, int width, int channels, double[] parameters) {
        this.batch = batch;
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.parameters = parameters;
    }

    @Override
    public double[] parameters() {
        return parameters;
    }

    @Override
    public ParameterLayout layout() {
        return ParameterLayout.builder()
                .add("weight", KERNEL, KERNEL, channels, channels)
                .add("bias", channels)
                .build();
    }

    @Override
    public BoundField<double[]> bind(double[] like) {
        return new Bound();
    }

    /** Told of a product {@code y[from] * w[weight]} that goes into component {@code to}. */
    private interface Tap {
        void at(int to, int from, int weight);
    }

    private void taps(Tap tap) {
        for (int n = 0; n < batch; n++) {
            for (int i = 0; i < height; i++) {
                for (int j = 0; j < width; j++) {
                    for (int k = 0; k < KERNEL * KERNEL; k++) {
                        int row = i + k / KERNEL - 1;
                        int column = j + k % KERNEL - 1;
                        if (row >= 0 && row < height && column >= 0 && column < width) {
                            channels(tap, pixel(n, i, j), pixel(n, row, column), k);
                        }
                    }
                }
            }
        }
    }

    private int pixel(int n, int i, int j) {
        return ((n * height + i) * width + j) * channels;
    }

    private void channels(Tap tap, int to, int from, int k) {
        for (int in = 0; in < channels; in++) {
            for (int out = 0; out < channels; out++) {
                tap.at(to + out, from + in, (k * channels + in) * channels + out);
            }
        }
    }

    private void evaluate(double[] y, double[] dydt) {
        int bias = parameters.length - channels;
        for (int i = 0; i < dydt.length; i++) {
            dydt[i] = parameters[bias + i % channels];
        }
        taps((to, from, weight) -> dydt[to] += y[from] * parameters[weight]);
        for (int i = 0; i < dydt.length; i++) {
            dydt[i] = Math.tanh(dydt[i]);
        }
    }

    private final class Bound implements BoundField<double[]> {
        @Override
        public void evaluate(double t, double[] y, double[] dydt) {
            PlainConvolution.this.evaluate(y, dydt);
        }

        @Override
        public Linearization<double[]> newLinearization() {
            return new Remembered();
        }

        @Override
        public void close() {}
    }

    private final class Remembered implements Linearization<double[]> {
        private double[] input = {};
        private double[] output = {};

        @Override
        public void at(double t, double[] y, double[] dydt) {
            PlainConvolution.this.evaluate(y, dydt);
            input = y.clone();
            output = dydt.clone();
        }

        @Override
        public double pullback(double[] cotangent, double @Nullable [] yBar, double @Nullable [] parametersBar) {
            int bias = parameters.length - channels;
            double[] bar = new double[output.length];
            for (int i = 0; i < bar.length; i++) {
                bar[i] = cotangent[i] * (1 - output[i] * output[i]);
                if (parametersBar != null) {
                    parametersBar[bias + i % channels] += bar[i];
                }
            }
            taps((to, from, weight) -> {
                if (yBar != null) {
                    yBar[from] += bar[to] * parameters[weight];
                }
                if (parametersBar != null) {
                    parametersBar[weight] += bar[to] * input[from];
                }
            });
            return 0;
        }

        @Override
        public long bytes() {
            return (long) Double.BYTES * (input.length + output.length);
        }

        @Override
        public void close() {}
    }
}
