package org.kutta.examples.compare;

import java.util.function.UnaryOperator;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;

/**
 * The networks around the arms: the same first and last layers for all of them, and the same form of a sub-network.
 *
 * <p>Images: two convolutions to 16 channels, each halving the size; sub-networks of twice group norm, tanh, 3x3
 * convolution; group norm, tanh, classes. The norm looks at one image at a time and tanh is smooth: so that a
 * sub-network may be read as a vector field. Points: sub-networks of a hidden layer of 32 directly on the coordinates, so that
 * what a flow cannot do is seen.
 */
public final class ArmNetworks {
    private static final int CHANNELS = 16;
    private static final int GROUPS = 4;
    private static final int HIDDEN = 32;

    private ArmNetworks() {}

    /**
     * The whole network of an arm.
     *
     * @param middle makes the layers between the first and the last from the form of a sub-network, such as {@code arm::layer}
     * @param shape shape of a sample: an image, or a vector
     * @param classes number of classes
     * @return the layers, from samples to a logit for each class
     */
    public static Layer layers(UnaryOperator<Layer> middle, Shape shape, int classes) {
        if (shape.rank() == 1) {
            int features = Math.toIntExact(shape.dim(0));
            Layer subnet = Sequential.of(Dense.of(HIDDEN), new Tanh(), Dense.of(features));
            return Sequential.of(middle.apply(subnet), Dense.of(classes));
        }
        Layer subnet = Sequential.of(norm(), new Tanh(), convolution(), norm(), new Tanh(), convolution());
        return Sequential.of(
                convolution().withStride(2),
                norm(),
                new Tanh(),
                convolution().withStride(2),
                middle.apply(subnet),
                norm(),
                new Tanh(),
                new Flatten(),
                Dense.of(classes));
    }

    private static GroupNorm norm() {
        return GroupNorm.of(GROUPS);
    }

    private static Conv2d convolution() {
        return Conv2d.of(CHANNELS, 3);
    }
}
