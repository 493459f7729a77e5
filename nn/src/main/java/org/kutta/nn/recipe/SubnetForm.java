package org.kutta.nn.recipe;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.solver.Checks;

/**
 * What a sub-network of a residual network is made of. Its convolutions have no bias.
 *
 * <table>
 * <caption>The four forms; s is where the stride is</caption>
 * <tr><td></td><td>post-activation</td><td>pre-activation</td></tr>
 * <tr><td>double</td><td>conv3(s) norm act conv3 norm</td><td>norm act conv3(s) norm act conv3</td></tr>
 * <tr><td>bottleneck</td><td>conv1 norm act conv3(s) norm act conv1 norm</td><td>norm act conv1 norm act conv3(s) norm act conv1</td></tr>
 * </table>
 *
 * @param bottleneck whether it is 1x1, 3x3 and 1x1 with a quarter of the channels inside; two 3x3 convolutions otherwise
 * @param preActivation whether norm and activation come before each convolution (He et al. 2016b) or after it (He et al. 2016a)
 * @param norm a norm that takes any number of channels, such as {@code BatchNorm.of()} or {@code GroupNorm.of(4)}
 * @param activation such as {@code new Relu()} or {@code new Tanh()}
 * @see "He et al.: Deep residual learning for image recognition, arXiv 1512.03385; Identity mappings in deep residual networks, arXiv 1603.05027"
 */
public record SubnetForm(boolean bottleneck, boolean preActivation, Layer norm, Layer activation) {
    /** Output channels over inner channels of a bottleneck. */
    static final int EXPANSION = 4;

    /** {@return two 3x3 convolutions, batch norm after each and ReLU between them: the sub-network of ResNet} */
    public static SubnetForm resNet() {
        return new SubnetForm(false, false, BatchNorm.of(), new Relu());
    }

    /** {@return two 3x3 convolutions, batch norm and ReLU before each: the sub-network of pre-activation ResNet and of HO-ResNet} */
    public static SubnetForm preActivationResNet() {
        return new SubnetForm(false, true, BatchNorm.of(), new Relu());
    }

    /** {@return the same form as a bottleneck} */
    public SubnetForm asBottleneck() {
        return new SubnetForm(true, preActivation, norm, activation);
    }

    /**
     * The same form with another norm.
     *
     * @param other a norm that takes any number of channels
     * @return the form
     */
    public SubnetForm withNorm(Layer other) {
        return new SubnetForm(bottleneck, preActivation, other, activation);
    }

    /**
     * The same form with another activation.
     *
     * @param other the activation
     * @return the form
     */
    public SubnetForm withActivation(Layer other) {
        return new SubnetForm(bottleneck, preActivation, norm, other);
    }

    /** {@return the number of convolutions} */
    public int convolutions() {
        return bottleneck ? 3 : 2;
    }

    /**
     * A sub-network that preserves the shape of its input.
     *
     * @param channels channels of input and output
     * @return the sub-network
     */
    public Layer of(int channels) {
        return of(channels, 1);
    }

    /**
     * A sub-network that may change the shape.
     *
     * @param channels channels of the output; a multiple of 4 for a bottleneck
     * @param stride step between the outputs of its first 3x3 convolution
     * @return the sub-network
     */
    public Layer of(int channels, int stride) {
        Checks.check(
                !bottleneck || channels % EXPANSION == 0, "bottleneck channels", channels, "must be a multiple of 4");
        List<Layer> layers = new ArrayList<>();
        if (bottleneck) {
            int inner = channels / EXPANSION;
            add(layers, Conv2d.of(inner, 1));
            add(layers, Conv2d.of(inner, 3).withStride(stride));
            add(layers, Conv2d.of(channels, 1));
        } else {
            add(layers, Conv2d.of(channels, 3).withStride(stride));
            add(layers, Conv2d.of(channels, 3));
        }
        if (!preActivation) {
            layers.remove(layers.size() - 1);
        }
        return new Sequential(layers);
    }

    private void add(List<Layer> layers, Conv2d convolution) {
        if (preActivation) {
            layers.addAll(List.of(norm, activation, convolution.withoutBias()));
        } else {
            layers.addAll(List.of(convolution.withoutBias(), norm, activation));
        }
    }
}
