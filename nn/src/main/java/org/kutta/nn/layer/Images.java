package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What layers on images share: shape checks and pooling. */
final class Images {
    /** Up to so many input or output channels Winograd's algorithm loses. */
    private static final int NARROW = 16;

    private Images() {}

    /** Requires {@code [height, width, channels]}, with that many channels unless {@code channels} is 0. */
    static void check(String layer, int channels, Shape input) {
        if (input.rank() != 3 || (channels != 0 && input.dim(2) != channels)) {
            throw new IllegalArgumentException(layer + " expects [height, width, "
                    + (channels == 0 ? "channels" : Integer.toString(channels)) + "] but the input is " + input);
        }
    }

    /** Shape after windows without padding. */
    static Shape pooled(String layer, Shape input, int size, int stride) {
        check(layer, 0, input);
        if (input.dim(0) < size || input.dim(1) < size) {
            throw new IllegalArgumentException(
                    layer + " expects an image of at least " + size + " x " + size + " but the input is " + input);
        }
        return Shape.of((input.dim(0) - size) / stride + 1, (input.dim(1) - size) / stride + 1, input.dim(2));
    }

    /** Window, stride, padding, dilation by axis; no padding; channels last. */
    static long[] poolArguments(long height, long width, long stride) {
        return new long[] {height, width, stride, stride, 0, 0, 1, 1, 0, 0, 1};
    }

    /** Kernel, stride, padding, dilation by axis; padded by half a kernel; channels last; weights {@code [kH, kW, in, out]}. */
    static long[] convolutionArguments(long kernel, long stride) {
        long padding = kernel / 2;
        return new long[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 1, 0};
    }

    /**
     * The transpose of a convolution.
     *
     * <p>On the CPU narrow convolutions are taken for volumes one image deep. The native library gives plane 3x3 convolutions to Winograd's
     * algorithm, which with few channels costs 1.4 to 5 times what the direct kernels take, and has none for volumes; all others get the same
     * kernel, and the same bits, either way.
     *
     * @param results cotangents of the input and of the weights, overwritten
     */
    static PreparedOp convolutionBackward(
            long kernel, long stride, INDArray[] results, INDArray x, INDArray weight, INDArray yBar) {
        boolean narrow = Math.min(weight.size(2), weight.size(3)) <= NARROW;
        if (!narrow || weight.dataType() != DataType.FLOAT || !NativeArrays.areOnHost()) {
            return PreparedOp.of("conv2d_bp", results, x, weight, yBar).integers(convolutionArguments(kernel, stride));
        }
        long padding = kernel / 2;
        INDArray[] deep = {asVolumes(results[0]), NativeArrays.view(results[1], volume(results[1], 0))};
        return PreparedOp.of(
                        "conv3dnew_bp",
                        deep,
                        asVolumes(x),
                        NativeArrays.view(weight, volume(weight, 0)),
                        asVolumes(yBar))
                .integers(1, kernel, kernel, 1, stride, stride, 0, padding, padding, 1, 1, 1, 0, 1, 0);
    }

    private static INDArray asVolumes(INDArray images) {
        return NativeArrays.view(images, volume(images, 1));
    }

    /** The shape with one more axis, of length 1. */
    private static long[] volume(INDArray array, int axis) {
        return LongStream.concat(
                        LongStream.concat(Arrays.stream(array.shape()).limit(axis), LongStream.of(1)),
                        Arrays.stream(array.shape()).skip(axis))
                .toArray();
    }

    /** The mean of each channel of each image, {@code [batch, height, width, channels]} to {@code [batch, channels]}. */
    static PreparedOp channelMeans(INDArray images, INDArray means) {
        return PreparedOp.of("avgpool2d", NativeArrays.view(means, images.size(0), 1, 1, images.size(3)), images)
                .integers(poolArguments(images.size(1), images.size(2), 1));
    }
}
