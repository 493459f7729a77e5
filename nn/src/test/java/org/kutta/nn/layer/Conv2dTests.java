package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;

/** Convolutions against the sum that defines them. */
class Conv2dTests {

    private static final int HEIGHT = 7;
    private static final int WIDTH = 6;
    private static final int CHANNELS = 4;
    private static final int FILTERS = 6;

    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, 1",
        "3, 2, 1, 1",
        "5, 1, 1, 1",
        "1, 2, 1, 1",
        "3, 1, 2, 1",
        "3, 2, 2, 1",
        "3, 1, 1, 2",
        "3, 2, 1, 2"
    })
    void forward_anySetting_equalsTheDirectSum(int kernel, int stride, int dilation, int groups) {
        Layer layer = groups == 1
                ? new Conv2d(FILTERS, kernel, stride, dilation, true, 0, Initializer.HE)
                : new GroupedConv2d(FILTERS, kernel, stride, groups, true, Initializer.HE);
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            Shape shape = Shape.of(HEIGHT, WIDTH, CHANNELS);
            try (LayerCase layerCase = new LayerCase(layer, shape, 2, Mode.TRAIN, type, 17)) {
                layerCase.forward();
                double[] p = NativeArrays.toHeap(layerCase.network.parameters());
                double[] expected = directSum(layerCase.input, p, kernel, stride, dilation, groups);
                double bound = type == DataType.FLOAT ? 1e-5 : 1e-13;
                assertThat(layerCase.output()).containsExactly(expected, within(bound * 10));
            }
        }
    }

    private static double[] directSum(double[] x, double[] p, int kernel, int stride, int dilation, int groups) {
        int outHeight = (HEIGHT - 1) / stride + 1;
        int outWidth = (WIDTH - 1) / stride + 1;
        double[] y = new double[2 * outHeight * outWidth * FILTERS];
        int i = 0;
        for (int n = 0; n < 2; n++) {
            for (int row = 0; row < outHeight; row++) {
                for (int column = 0; column < outWidth; column++) {
                    for (int filter = 0; filter < FILTERS; filter++) {
                        y[i++] = pixel(x, p, n, row * stride, column * stride, filter, kernel, dilation, groups);
                    }
                }
            }
        }
        return y;
    }

    private static double pixel(
            double[] x, double[] p, int n, int row, int column, int filter, int kernel, int dilation, int groups) {
        int in = CHANNELS / groups;
        int out = FILTERS / groups;
        int group = filter / out;
        double sum = p[p.length - FILTERS + filter];
        for (int i = 0; i < kernel; i++) {
            for (int j = 0; j < kernel; j++) {
                int h = row + dilation * (i - kernel / 2);
                int w = column + dilation * (j - kernel / 2);
                for (int c = 0; c < in && h >= 0 && h < HEIGHT && w >= 0 && w < WIDTH; c++) {
                    double weight = p[(((group * kernel + i) * kernel + j) * in + c) * out + filter % out];
                    sum += weight * x[((n * HEIGHT + h) * WIDTH + w) * CHANNELS + group * in + c];
                }
            }
        }
        return sum;
    }
}
