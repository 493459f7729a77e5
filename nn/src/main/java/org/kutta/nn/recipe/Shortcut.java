package org.kutta.nn.recipe;

import org.kutta.nn.layer.AveragePool2d;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.PadChannels;
import org.kutta.nn.layer.Sequential;

/** How the shortcut of a block follows a change of size or width (He et al. 2016). */
public enum Shortcut {
    /** Option A, without parameters: every {@code stride}-th pixel, zero channels on both sides. */
    PADDED {
        @Override
        public Layer of(int channels, int stride, Layer norm) {
            return Sequential.of(new AveragePool2d(1, stride), new PadChannels(channels));
        }
    },
    /** Option B: a 1x1 convolution with that stride, and a norm. */
    PROJECTED {
        @Override
        public Layer of(int channels, int stride, Layer norm) {
            return Sequential.of(Conv2d.of(channels, 1).withStride(stride).withoutBias(), norm);
        }
    };

    /**
     * The shortcut of a block.
     *
     * @param channels channels of its output
     * @param stride step between the pixels that remain
     * @param norm the norm of the network; option A has none
     * @return the layer
     */
    public abstract Layer of(int channels, int stride, Layer norm);
}
