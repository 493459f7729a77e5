package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.MaxPool2d;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * An image classifier of the residual family: a stem, stages of blocks at falling size and growing width, global average pooling, one dense layer.
 *
 * <p>Depth counts as the literature counts: the stem, the convolutions of the sub-networks, those between the stages, and the dense layer; not the 1x1
 * convolutions of shortcuts.
 *
 * @param stem from the image to the first stage
 * @param subnet form of the sub-networks
 * @param wiring how they make blocks
 * @param stages the stages
 * @param place where size and width change
 * @param shortcut how shortcuts follow, where the place is {@link TransitionPlace#FIRST_SUBNET}
 */
public record ResidualNetwork(
        Layer stem,
        SubnetForm subnet,
        Wiring wiring,
        ImmutableList<Stage> stages,
        TransitionPlace place,
        Shortcut shortcut) {

    /**
     * Blocks of one size and width.
     *
     * @param channels their channels
     * @param blocks number of blocks, one that changes the shape included
     * @param stride how much smaller the stage is than what it reads
     */
    public record Stage(int channels, int blocks, int stride) {

        /**
         * Checks the numbers.
         *
         * @param channels at least 1
         * @param blocks at least 1
         * @param stride at least 1
         */
        public Stage {
            Checks.atLeast("channels", channels, 1);
            Checks.atLeast("blocks", blocks, 1);
            Checks.atLeast("stride", stride, 1);
        }
    }

    /**
     * Checks that there are stages.
     *
     * @param stem from the image to the first stage
     * @param subnet form of the sub-networks
     * @param wiring how they make blocks
     * @param stages at least one
     * @param place where size and width change
     * @param shortcut how shortcuts follow
     */
    public ResidualNetwork {
        Checks.atLeast("stages", stages.size(), 1);
    }

    /**
     * The three-stage networks for 32x32 images (He et al. 2016): a 3x3 stem, stages of {@code width}, twice and four times the channels, the second and third
     * half as large as the one before, shortcuts without parameters. With ResNet's sub-networks, Euler and 16 channels it is ResNet-{@code 6 blocks + 2}.
     *
     * @param wiring how sub-networks make blocks
     * @param subnet form of the sub-networks
     * @param width channels of the first stage; a multiple of 4 for bottlenecks
     * @param blocks blocks of each stage
     * @return the network
     */
    public static ResidualNetwork threeStages(Wiring wiring, SubnetForm subnet, int width, int blocks) {
        Layer convolution = Conv2d.of(width, 3).withoutBias();
        int expansion = subnet.bottleneck() ? SubnetForm.EXPANSION : 1;
        ImmutableList.Builder<Stage> stages = ImmutableList.builder();
        for (int i = 0; i < 3; i++) {
            stages.add(new Stage((expansion * width) << i, blocks, i == 0 ? 1 : 2));
        }
        return new ResidualNetwork(
                subnet.preActivation() ? convolution : normed(convolution, subnet),
                subnet,
                wiring,
                stages.build(),
                TransitionPlace.FIRST_SUBNET,
                Shortcut.PADDED);
    }

    /**
     * One stage of one width with a single halving of the size, as in the study of where a network should halve: stem, {@code blocks} blocks, classifier.
     *
     * @param wiring how sub-networks make blocks
     * @param subnet form of the sub-networks
     * @param width channels
     * @param blocks number of blocks
     * @param place what halves: the stem, the first sub-network, or a convolution between stem and blocks
     * @return the network
     */
    public static ResidualNetwork oneStage(
            Wiring wiring, SubnetForm subnet, int width, int blocks, TransitionPlace place) {
        boolean inStem = place == TransitionPlace.STEM;
        Layer convolution = Conv2d.of(width, 3).withStride(inStem ? 2 : 1).withoutBias();
        return new ResidualNetwork(
                subnet.preActivation() ? convolution : normed(convolution, subnet),
                subnet,
                wiring,
                ImmutableList.of(new Stage(width, blocks, inStem ? 1 : 2)),
                place,
                Shortcut.PADDED);
    }

    /**
     * The four-stage networks for 224x224 images (He et al. 2016): a 7x7 stem of stride 2 and 3x3 max pooling of stride 2 (here without padding), stages of
     * {@code width} to eight times the channels (four times that for bottlenecks), projecting shortcuts. With Euler and 64 channels: ResNet-18 {@code (2, 2, 2, 2)},
     * -34 {@code (3, 4, 6, 3)}, with bottlenecks -50 {@code (3, 4, 6, 3)}, -101 {@code (3, 4, 23, 3)}, -152 {@code (3, 8, 36, 3)}.
     *
     * @param wiring how sub-networks make blocks
     * @param subnet form of the sub-networks
     * @param width channels of the stem
     * @param blocks blocks of the stages
     * @return the network
     */
    public static ResidualNetwork fourStages(Wiring wiring, SubnetForm subnet, int width, int... blocks) {
        Checks.check(blocks.length == 4, "number of stages", blocks.length, "must be 4");
        int expansion = subnet.bottleneck() ? SubnetForm.EXPANSION : 1;
        ImmutableList.Builder<Stage> stages = ImmutableList.builder();
        for (int i = 0; i < blocks.length; i++) {
            stages.add(new Stage((expansion * width) << i, blocks[i], i == 0 ? 1 : 2));
        }
        Layer convolution = Conv2d.of(width, 7).withStride(2).withoutBias();
        return new ResidualNetwork(
                Sequential.of(normed(convolution, subnet), new MaxPool2d(3, 2)),
                subnet,
                wiring,
                stages.build(),
                TransitionPlace.FIRST_SUBNET,
                Shortcut.PROJECTED);
    }

    private static Layer normed(Layer convolution, SubnetForm subnet) {
        return Sequential.of(convolution, subnet.norm(), subnet.activation());
    }

    /**
     * The same network with another stem.
     *
     * @param other from the image to the first stage
     * @return the network
     */
    public ResidualNetwork withStem(Layer other) {
        return new ResidualNetwork(other, subnet, wiring, stages, place, shortcut);
    }

    /**
     * The same network with its changes of shape elsewhere.
     *
     * @param other where size and width change
     * @return the network
     */
    public ResidualNetwork withTransitions(TransitionPlace other) {
        return new ResidualNetwork(stem, subnet, wiring, stages, other, shortcut);
    }

    /**
     * The same network with other shortcuts.
     *
     * @param other how shortcuts follow a change of shape
     * @return the network
     */
    public ResidualNetwork withShortcut(Shortcut other) {
        return new ResidualNetwork(stem, subnet, wiring, stages, place, other);
    }

    /** {@return the number of layers with weights on the longest way through the network} */
    public int depth() {
        int blocks = stages.stream().mapToInt(Stage::blocks).sum();
        int between = place == TransitionPlace.BETWEEN
                ? Math.toIntExact(
                        stages.stream().filter(stage -> stage.stride() > 1).count())
                : 0;
        return 2 + between + blocks * wiring.subnetsPerBlock() * subnet.convolutions();
    }

    /**
     * Builds the network.
     *
     * @param input shape of an image
     * @param classes number of classes
     * @return from images to logits
     */
    public Layer layer(Shape input, int classes) {
        List<Layer> layers = new ArrayList<>();
        layers.add(stem);
        long channels = stem.outputShape(input).dim(-1);
        for (Stage stage : stages) {
            boolean changes = stage.stride() > 1 || channels != stage.channels();
            Checks.check(
                    !changes || place != TransitionPlace.STEM,
                    "stage",
                    stage,
                    "must have the size and the width that the stem gives, as only the stem changes them");
            boolean inBlock = changes && place == TransitionPlace.FIRST_SUBNET;
            if (changes) {
                layers.add(inBlock ? firstBlock(stage) : between(stage));
            }
            int rest = stage.blocks() - (inBlock ? 1 : 0);
            if (rest > 0) {
                layers.add(wiring.blocks(rest, subnet.of(stage.channels())));
            }
            channels = stage.channels();
        }
        if (subnet.preActivation() && !wiring.endsActivated()) {
            layers.addAll(List.of(subnet.norm(), subnet.activation()));
        }
        layers.addAll(List.of(new GlobalAveragePool(), Dense.of(classes)));
        return new Sequential(layers);
    }

    private Layer firstBlock(Stage stage) {
        return wiring.transition(
                subnet.of(stage.channels(), stage.stride()),
                shortcut.of(stage.channels(), stage.stride(), subnet.norm()),
                subnet.of(stage.channels()));
    }

    private Layer between(Stage stage) {
        Conv2d convolution =
                Conv2d.of(stage.channels(), 3).withStride(stage.stride()).withoutBias();
        return subnet.preActivation()
                ? Sequential.of(subnet.norm(), subnet.activation(), convolution)
                : normed(convolution, subnet);
    }
}
