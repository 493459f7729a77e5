package org.kutta.nn.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.Tableaus;

/**
 * Sizes of an image classifier of a scheme that is no tableau: a 3x3 stem, stages of {@code width}, twice, four times ... the channels, each half the size of the one before, global average
 * pooling, one dense layer.
 *
 * <p>Where stages meet, an ordinary pre-activation residual block (an Euler step) changes the shape; the scheme's own history, if it has one, begins anew behind it. That is how LM-ResNet does
 * it, whose networks of 20, 32, 44, 56 and 110 layers are {@code new StagedNetwork(16, 3, blocks, 1)} with 3, 5, 7, 9 and 18 blocks. The block that changes the shape is one of a
 * stage's blocks.
 *
 * @param width channels of the first stage, a multiple of 2
 * @param stages number of stages
 * @param blocks blocks of a stage
 * @param stemStride how much smaller the first stage is than the image
 */
public record StagedNetwork(int width, int stages, int blocks, int stemStride) {

    /** The sub-network: two 3x3 convolutions, norm and activation before each. */
    static final SubnetForm FORM = SubnetForm.preActivationResNet();

    /**
     * Checks the sizes.
     *
     * @param width even
     * @param stages at least 1
     * @param blocks at least 2
     * @param stemStride at least 1
     */
    public StagedNetwork {
        Checks.check(width >= 2 && width % 2 == 0, "width", width, "must be even and >= 2");
        Checks.atLeast("stages", stages, 1);
        Checks.atLeast("blocks", blocks, 2);
        Checks.atLeast("stem stride", stemStride, 1);
    }

    /**
     * The classifier.
     *
     * @param scheme makes the blocks of one stage from their number and channels
     * @param classes number of classes
     * @return from images to logits
     */
    Layer classifier(BiFunction<Integer, Integer, Layer> scheme, int classes) {
        List<Layer> layers = new ArrayList<>();
        layers.add(Conv2d.of(width, 3).withStride(stemStride).withoutBias());
        for (int stage = 0; stage < stages; stage++) {
            int channels = width << stage;
            if (stage > 0) {
                layers.add(eulerStep(channels));
            }
            layers.add(scheme.apply(stage > 0 ? blocks - 1 : blocks, channels));
        }
        layers.addAll(head(classes));
        return new Sequential(layers);
    }

    private static Layer eulerStep(int channels) {
        return Wiring.PerStage.of(Tableaus.EULER)
                .transition(FORM.of(channels, 2), Shortcut.PADDED.of(channels, 2, FORM.norm()), FORM.of(channels));
    }

    /** What follows the last block. */
    static List<Layer> head(int classes) {
        return List.of(FORM.norm(), FORM.activation(), new GlobalAveragePool(), Dense.of(classes));
    }

    /**
     * Layers with weights on the longest way.
     *
     * @param perBlock of them in one block of the scheme
     * @return the number, stem and classifier included
     */
    int depth(int perBlock) {
        int transitions = stages - 1;
        return 2 + transitions * FORM.convolutions() + (stages * blocks - transitions) * perBlock;
    }

    /** Says for messages what a network of these sizes needs of an image. */
    static void requireDivisible(Shape input, int by) {
        Checks.check(
                input.rank() == 3 && input.dim(0) % by == 0 && input.dim(1) % by == 0,
                "the image %s must have a height and a width that are multiples of %s",
                input,
                by);
    }
}
