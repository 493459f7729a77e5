package org.kutta.nn.scheme;

import java.util.Arrays;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;

/** Sub-networks {@code tanh(x W + b)} whose parameters lie one after the other, written out on the heap. */
final class TanhNets {
    private final double[] parameters;
    private final int width;
    private int offset;

    TanhNets(double[] parameters, int width) {
        this.parameters = parameters;
        this.width = width;
    }

    static Sequential layer(int width) {
        return Sequential.of(Dense.of(width), new Tanh());
    }

    /** The net whose parameters begin here. */
    double[] apply(double[] x) {
        double[] y = new double[width];
        for (int j = 0; j < width; j++) {
            double sum = parameters[offset + width * width + j];
            for (int i = 0; i < width; i++) {
                sum += x[i] * parameters[offset + i * width + j];
            }
            y[j] = Math.tanh(sum);
        }
        return y;
    }

    /** The next net, and on to the one behind it. */
    double[] next(double[] x) {
        double[] y = apply(x);
        skip(width * width + width);
        return y;
    }

    double number() {
        return parameters[offset++];
    }

    double[] numbers(int count) {
        double[] numbers = Arrays.copyOfRange(parameters, offset, offset + count);
        skip(count);
        return numbers;
    }

    void skip(int count) {
        offset += count;
    }

    void to(int position) {
        offset = position;
    }

    /** {@code sum c_i x_i}. */
    static double[] sum(double[] c, double[]... x) {
        double[] y = new double[x[0].length];
        for (int i = 0; i < x.length; i++) {
            for (int k = 0; k < y.length; k++) {
                y[k] += c[i] * x[i][k];
            }
        }
        return y;
    }

    static double[] plus(double[] x, double[] y) {
        return sum(new double[] {1, 1}, x, y);
    }
}
