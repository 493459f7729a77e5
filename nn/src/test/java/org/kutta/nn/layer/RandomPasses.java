package org.kutta.nn.layer;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Passes in FLOAT through layers that call oneDNN, of shapes at random, against the same in DOUBLE.
 *
 * <p>As a program it ends with 1 where they differ, and prints by what. The environment may then hold it to an older processor's instructions:
 * {@code ONEDNN_MAX_CPU_ISA}.
 */
final class RandomPasses {

    /** Far above what rounding does, also where it moves a number over the rectifier's kink; far below what a wrong kernel does. */
    private static final double TOLERANCE = 2e-3;

    private static final int[] CHANNELS = {1, 2, 3, 5, 8, 15, 16, 17, 24, 31, 32, 33, 48, 64, 65};

    private RandomPasses() {}

    public static void main(String[] args) {
        String wrong = firstWrong(Long.parseLong(args[0]), Integer.parseInt(args[1]));
        System.out.println(wrong.isEmpty() ? "all right" : wrong);
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    /** Says what is wrong first, empty for nothing, in so many passes from a seed on. */
    static String firstWrong(long seed, int passes) {
        // Kernels that write past the end of an array do so at strides over images of few channels.
        String wrong = wrong(ConvTranspose2d.of(3, 1, 2), Shape.of(33, 12, 32), 27, seed);
        for (int i = 0; i < passes && wrong.isEmpty(); i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            Shape shape =
                    Shape.of(random.nextInt(2, 13), random.nextInt(2, 13), CHANNELS[random.nextInt(CHANNELS.length)]);
            wrong = wrong(layer(random), shape, random.nextInt(2, 7), seed + i);
        }
        return wrong;
    }

    private static Layer layer(RandomGenerator random) {
        int filters = CHANNELS[random.nextInt(CHANNELS.length)];
        int kernel = 1 + 2 * random.nextInt(3);
        int stride = random.nextInt(1, 4);
        return switch (random.nextInt(6)) {
            case 0 -> Conv2d.of(filters, kernel).withDilation(random.nextInt(1, 4));
            case 1 -> Conv2d.of(filters, kernel).withStride(stride).withoutBias();
            case 2 -> ConvTranspose2d.of(filters, kernel, stride);
            case 3 -> Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(filters, kernel));
            case 4 -> Sequential.of(Dense.of(filters), new Tanh());
            default -> Sequential.of(Conv2d.of(filters, 1).withStride(stride), new Relu(), BatchNorm.of());
        };
    }

    private static String wrong(Layer layer, Shape shape, int batch, long seed) {
        List<double[]> actual = pass(layer, shape, batch, DataType.FLOAT, seed);
        List<double[]> expected = pass(layer, shape, batch, DataType.DOUBLE, seed);
        for (int i = 0; i < actual.size(); i++) {
            double error = LayerCase.norm(difference(actual.get(i), expected.get(i)));
            if (!(error <= TOLERANCE * LayerCase.norm(expected.get(i)))) {
                return List.of("output", "input's cotangent", "parameters' cotangent")
                                .get(i)
                        + " of " + layer + " on " + shape + ", batch " + batch + ", seed " + seed + ": off by " + error;
            }
        }
        return "";
    }

    private static List<double[]> pass(Layer layer, Shape shape, int batch, DataType type, long seed) {
        try (LayerCase passed = new LayerCase(layer, shape, batch, Mode.TRAIN, type, seed)) {
            passed.forward();
            double[] output = passed.output();
            passed.backward();
            return List.of(output, passed.inputBar(), passed.parametersBar());
        }
    }

    private static double[] difference(double[] a, double[] b) {
        double[] result = a.clone();
        for (int i = 0; i < b.length; i++) {
            result[i] -= b[i];
        }
        return result;
    }
}
