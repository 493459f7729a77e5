package org.kutta.nn.layer;

import java.util.random.RandomGenerator;

/** How a weight array starts. Biases start at zero. */
public enum Initializer {
    /** Normal with variance {@code 2 / fanIn}: for ReLU and its kin (He et al. 2015). */
    HE {
        @Override
        double[] sample(int fanIn, int fanOut, int size, RandomGenerator random) {
            return normal(Math.sqrt(2.0 / fanIn), size, random);
        }
    },
    /** Uniform with variance {@code 2 / (fanIn + fanOut)}: for tanh and sigmoid (Glorot and Bengio 2010). */
    XAVIER {
        @Override
        double[] sample(int fanIn, int fanOut, int size, RandomGenerator random) {
            double bound = Math.sqrt(6.0 / (fanIn + fanOut));
            double[] values = new double[size];
            for (int i = 0; i < size; i++) {
                values[i] = bound * (2 * random.nextDouble() - 1);
            }
            return values;
        }
    },
    /** Normal with variance {@code 1 / fanIn} (LeCun et al. 1998). */
    LECUN {
        @Override
        double[] sample(int fanIn, int fanOut, int size, RandomGenerator random) {
            return normal(Math.sqrt(1.0 / fanIn), size, random);
        }
    },
    /** All zeros: as the last layer of a field or a residual branch, it makes the whole start as the identity. */
    ZERO {
        @Override
        double[] sample(int fanIn, int fanOut, int size, RandomGenerator random) {
            return new double[size];
        }
    },
    /** Rows or columns, whichever are fewer, are orthonormal (Saxe et al. 2014). */
    ORTHOGONAL {
        @Override
        double[] sample(int fanIn, int fanOut, int size, RandomGenerator random) {
            return Orthonormal.columnsOrRows(size / fanOut, fanOut, random);
        }
    };

    /**
     * Draws a weight array whose last axis is the output.
     *
     * @param fanIn number of inputs that meet in one output
     * @param fanOut number of outputs that one input reaches
     * @param size number of weights
     * @param random source of the random numbers
     * @return the weights, row-major
     */
    abstract double[] sample(int fanIn, int fanOut, int size, RandomGenerator random);

    private static double[] normal(double deviation, int size, RandomGenerator random) {
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            values[i] = deviation * random.nextGaussian();
        }
        return values;
    }
}
