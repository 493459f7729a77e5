package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import org.kutta.nn.compare.StudyArm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.recipe.ResidualNetwork;
import org.kutta.nn.recipe.Shortcut;
import org.kutta.nn.recipe.SubnetForm;
import org.kutta.nn.recipe.TransitionPlace;
import org.kutta.solver.Checks;

/**
 * The network around the arms, as the founding article on high-order stacks describes it: one convolution, sub-networks of two 3x3 convolutions at one width, global average
 * pooling, classes; the size is halved once.
 *
 * @param channels channels of all sub-networks
 * @param norm what comes before each convolution
 */
record StudyNetwork(int channels, Norm norm) {
    private static final int GROUPS = 4;
    private static final int CONVOLUTIONS = 2;
    private static final int ENDS = 2;

    /** Norm and activation of the sub-networks. */
    enum Norm {
        /** Batch norm and ReLU, as the literature has them. */
        BATCH,
        /** Group norm of four groups and tanh: a sub-network that is a smooth field of one sample. */
        GROUP;

        SubnetForm form() {
            return this == BATCH
                    ? SubnetForm.preActivationResNet()
                    : new SubnetForm(false, true, GroupNorm.of(GROUPS), new Tanh());
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    StudyNetwork {
        Checks.check(channels >= GROUPS && channels % GROUPS == 0, "--channels", channels, "must be a multiple of 4");
    }

    /** Sub-networks of a network of this depth. */
    static int subnets(int depth) {
        return (depth - ENDS) / CONVOLUTIONS;
    }

    /** Refuses a depth of which an arm cannot be. */
    static void checkDepth(int depth, StudyArm arm) {
        Checks.check(depth > ENDS && depth % CONVOLUTIONS == 0, "--depths", depth, "must be 2 + 2 N");
        Checks.check(
                subnets(depth) % arm.wiring().subnetsPerBlock() == 0,
                "--depths (%s) has %s sub-networks, which must be a multiple of the %s that a block of %s takes; 26, 50, 74 and 98 fit all arms",
                depth,
                subnets(depth),
                arm.wiring().subnetsPerBlock(),
                arm.name());
    }

    /** The layers of an arm; the size is halved by the first convolution, or else by the first sub-network. */
    Layer layers(StudyArm arm, int depth, boolean strideInStem, Shape image, int classes) {
        int blocks = subnets(depth) / arm.wiring().subnetsPerBlock();
        ResidualNetwork network = new ResidualNetwork(
                Conv2d.of(channels, 3).withoutBias().withStride(strideInStem ? 2 : 1),
                norm.form(),
                arm.wiring(),
                ImmutableList.of(new ResidualNetwork.Stage(channels, blocks, strideInStem ? 1 : 2)),
                TransitionPlace.FIRST_SUBNET,
                Shortcut.PADDED);
        return network.layer(image, classes);
    }
}
