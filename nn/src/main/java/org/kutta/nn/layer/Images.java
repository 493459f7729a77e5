package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What layers on images share: shape checks and pooling. */
final class Images {
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

    /** The mean of each channel of each image, {@code [batch, height, width, channels]} to {@code [batch, channels]}. */
    static PreparedOp channelMeans(INDArray images, INDArray means) {
        return PreparedOp.of("avgpool2d", NativeArrays.view(means, images.size(0), 1, 1, images.size(3)), images)
                .integers(poolArguments(images.size(1), images.size(2), 1));
    }
}
