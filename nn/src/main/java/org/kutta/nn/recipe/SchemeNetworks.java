package org.kutta.nn.recipe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kutta.nn.layer.AveragePool2d;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Concat;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.ConvTranspose2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Identity;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.MaxPool2d;
import org.kutta.nn.layer.PositionalEmbedding;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Reshape;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.scheme.FractalBlock;
import org.kutta.nn.scheme.GatedStep;
import org.kutta.nn.scheme.LmStack;
import org.kutta.nn.scheme.PolyBlock;
import org.kutta.nn.scheme.RepConv;
import org.kutta.nn.scheme.ReversiblePair;
import org.kutta.nn.scheme.ReversibleStack;
import org.kutta.nn.scheme.StageGate;
import org.kutta.nn.scheme.TransformerField;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;

/** Whole image networks of the schemes in {@link org.kutta.nn.scheme}, at any size. */
public final class SchemeNetworks {

    private SchemeNetworks() {}

    /**
     * LM-ResNet: each stage a linear multistep stack, restarted behind every change of shape.
     *
     * @param sizes stages and blocks
     * @return the form
     */
    public static NetworkRecipe.Form lmResNet(StagedNetwork sizes) {
        return (input, classes) ->
                sizes.classifier((blocks, channels) -> LmStack.of(StagedNetwork.FORM.of(channels), blocks), classes);
    }

    /**
     * LM-ResNet with stochastic depth: over all blocks of the scheme the probability to keep a branch goes linearly from 1 to {@code lastSurvival}.
     *
     * @param sizes stages and blocks
     * @param lastSurvival probability to keep the last branch, in (0, 1]; the authors take 0.8 at 56 layers, 0.5 at 110
     * @return the form
     */
    public static NetworkRecipe.Form lmResNet(StagedNetwork sizes, double lastSurvival) {
        return (input, classes) -> {
            int all = sizes.stages() * sizes.blocks();
            int[] before = {0};
            return sizes.classifier(
                    (blocks, channels) -> {
                        int last = before[0] + sizes.blocks() - 1;
                        double from = survival(last - blocks + 1, all, lastSurvival);
                        double to = survival(last, all, lastSurvival);
                        before[0] += sizes.blocks();
                        return LmStack.of(StagedNetwork.FORM.of(channels), blocks)
                                .withSurvival(from, to);
                    },
                    classes);
        };
    }

    private static double survival(int block, int all, double last) {
        return 1 - (1 - last) * block / (all - 1.0);
    }

    /**
     * PolyNet: blocks {@code I + F + F^2 + ...} with shared weights.
     *
     * @param sizes stages and blocks
     * @param order greatest power
     * @return the form
     */
    public static NetworkRecipe.Form polyNet(StagedNetwork sizes, int order) {
        return (input, classes) -> sizes.classifier(
                (blocks, channels) -> repeated(blocks, new PolyBlock(StagedNetwork.FORM.of(channels), order, true)),
                classes);
    }

    /**
     * RevNet: reversible blocks on the halves of the channels.
     *
     * @param sizes stages and blocks
     * @return the form
     */
    public static NetworkRecipe.Form revNet(StagedNetwork sizes) {
        return (input, classes) -> sizes.classifier(
                (blocks, channels) -> {
                    Layer half = StagedNetwork.FORM.of(channels / 2);
                    return ReversibleStack.of(new ReversiblePair.RevNet(half, half), blocks);
                },
                classes);
    }

    /**
     * Momentum ResNet.
     *
     * @param sizes stages and blocks
     * @param gamma factor of the velocity, in (0, 1)
     * @return the form
     */
    public static NetworkRecipe.Form momentum(StagedNetwork sizes, double gamma) {
        return (input, classes) -> sizes.classifier(
                (blocks, channels) ->
                        ReversibleStack.of(new ReversiblePair.Momentum(StagedNetwork.FORM.of(channels), gamma), blocks),
                classes);
    }

    /**
     * The reversible midpoint network.
     *
     * @param sizes stages and blocks
     * @param dt size of a step
     * @return the form
     */
    public static NetworkRecipe.Form midpoint(StagedNetwork sizes, double dt) {
        return (input, classes) -> sizes.classifier(
                (blocks, channels) ->
                        ReversibleStack.of(new ReversiblePair.Midpoint(StagedNetwork.FORM.of(channels), dt), blocks),
                classes);
    }

    /**
     * The reversible leapfrog network.
     *
     * @param sizes stages and blocks
     * @param dt size of a step
     * @return the form
     */
    public static NetworkRecipe.Form leapfrog(StagedNetwork sizes, double dt) {
        return (input, classes) -> sizes.classifier(
                (blocks, channels) ->
                        ReversibleStack.of(new ReversiblePair.Leapfrog(StagedNetwork.FORM.of(channels), dt), blocks),
                classes);
    }

    /**
     * FractalNet: one fractal block of convolution, norm and ReLU at each size, a convolution before it and max pooling between the sizes.
     *
     * @param width channels of the first block
     * @param stages number of blocks
     * @param columns columns of a block
     * @return the form
     */
    public static NetworkRecipe.Form fractalNet(int width, int stages, int columns) {
        return (input, classes) -> {
            List<Layer> layers = new ArrayList<>();
            for (int stage = 0; stage < stages; stage++) {
                Layer unit = unit(width << stage);
                layers.add(unit);
                layers.add(new FractalBlock(unit, columns));
                if (stage < stages - 1) {
                    layers.add(MaxPool2d.of(2));
                }
            }
            layers.addAll(List.of(new GlobalAveragePool(), Dense.of(classes)));
            return new Sequential(layers);
        };
    }

    private static Layer unit(int channels) {
        return Sequential.of(Conv2d.of(channels, 3).withoutBias(), BatchNorm.of(), new Relu());
    }

    /**
     * DenseNet: in a block each convolution reads all before it; between blocks a 1x1 convolution halves the channels, pooling the size.
     *
     * @param stem channels of the stem, which halves the image
     * @param growth channels that each convolution adds
     * @param layers convolutions of each block
     * @return the form
     * @see "Huang, Liu, van der Maaten, Weinberger: Densely connected convolutional networks, arXiv 1608.06993"
     */
    public static NetworkRecipe.Form denseNet(int stem, int growth, int... layers) {
        return (input, classes) -> {
            List<Layer> all = new ArrayList<>();
            all.add(Conv2d.of(stem, 3).withStride(2).withoutBias());
            int channels = stem;
            for (int block = 0; block < layers.length; block++) {
                if (block > 0) {
                    channels /= 2;
                    all.addAll(List.of(
                            BatchNorm.of(), new Relu(), Conv2d.of(channels, 1).withoutBias(), AveragePool2d.of(2)));
                }
                all.add(denseBlock(layers[block], growth));
                channels += layers[block] * growth;
            }
            all.addAll(StagedNetwork.head(classes));
            return new Sequential(all);
        };
    }

    /**
     * A dense block: each layer's output is put beside all that there was, {@code x <- [x, f_i(x)]}.
     *
     * @param layers number of convolutions
     * @param growth channels that each adds
     * @return the block
     */
    public static Layer denseBlock(int layers, int growth) {
        Layer added =
                Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(growth, 3).withoutBias());
        return repeated(layers, Concat.of(new Identity(), added));
    }

    /**
     * A transformer over patches of the image whose layers are Runge-Kutta steps with learned weights of the stages.
     *
     * @param tableau explicit
     * @param gate how the weights are learned
     * @param features features of a patch
     * @param heads heads of the attention
     * @param layers number of steps, each with its own sub-network
     * @param patch side of a patch
     * @return the form
     */
    public static NetworkRecipe.Form transformer(
            ButcherTableau tableau, StageGate gate, int features, int heads, int layers, int patch) {
        return (input, classes) -> {
            StagedNetwork.requireDivisible(input, patch);
            Layer embedding =
                    Conv2d.of(features, patch % 2 == 0 ? patch + 1 : patch).withStride(patch);
            Shape patches = embedding.outputShape(input);
            long length = patches.dim(0) * patches.dim(1);
            Layer step = new GatedStep(tableau, new TransformerField(heads, 2 * features, true), gate);
            return Sequential.of(
                    embedding,
                    new Reshape(Shape.of(length, features)),
                    PositionalEmbedding.of(),
                    repeated(layers, step),
                    LayerNorm.of(),
                    new Reshape(patches),
                    new GlobalAveragePool(),
                    Dense.of(classes));
        };
    }

    /**
     * A U-Net whose blocks are steps of a tableau, as a classifier.
     *
     * @param tableau explicit
     * @param width channels at full size, doubled at each level
     * @param levels how often the size is halved; height and width must be multiples of two to that power
     * @return the form
     */
    public static NetworkRecipe.Form unet(ButcherTableau tableau, int width, int levels) {
        return (input, classes) -> {
            List<Layer> layers = new ArrayList<>(unetBody(input, tableau, width, levels));
            layers.addAll(StagedNetwork.head(classes));
            return new Sequential(layers);
        };
    }

    /**
     * The same U-Net for segmentation: logits {@code [height, width, classes]} for every pixel.
     *
     * @param tableau explicit
     * @param width channels at full size, doubled at each level
     * @param levels how often the size is halved
     * @return the form, in which classes are those of a pixel
     */
    public static NetworkRecipe.Form segmentingUnet(ButcherTableau tableau, int width, int levels) {
        return (input, classes) -> {
            List<Layer> layers = new ArrayList<>(unetBody(input, tableau, width, levels));
            layers.addAll(List.of(StagedNetwork.FORM.norm(), StagedNetwork.FORM.activation(), Conv2d.of(classes, 1)));
            return new Sequential(layers);
        };
    }

    private static List<Layer> unetBody(Shape input, ButcherTableau tableau, int width, int levels) {
        Checks.atLeast("levels", levels, 1);
        StagedNetwork.requireDivisible(input, 1 << levels);
        return List.of(Conv2d.of(width, 3).withoutBias(), unetLevel(tableau, width, levels));
    }

    /** Block, the levels below beside a shortcut, 1x1 convolution back to the width, block. */
    private static Layer unetLevel(ButcherTableau tableau, int channels, int below) {
        SubnetForm form = StagedNetwork.FORM;
        Layer block = RungeKuttaStack.perStage(tableau, Mesh.uniform(0, 1, 1), form.of(channels));
        if (below == 0) {
            return block;
        }
        Layer deeper = Sequential.of(
                form.norm(),
                form.activation(),
                Conv2d.of(2 * channels, 3).withStride(2).withoutBias(),
                unetLevel(tableau, 2 * channels, below - 1),
                form.norm(),
                form.activation(),
                ConvTranspose2d.of(channels, 3, 2));
        return Sequential.of(
                block,
                Concat.of(new Identity(), deeper),
                form.norm(),
                form.activation(),
                Conv2d.of(channels, 1).withoutBias(),
                block);
    }

    /**
     * RepVGG whose blocks are the stages of a tableau: {@code f = relu(N3(conv3x3) + N1(conv1x1) + N0)}, each stage with its own; at order 2 (midpoint or Heun) the second-order
     * RepVGG. {@link org.kutta.nn.scheme.Reparametrization} makes one convolution of every {@code f}.
     *
     * @param tableau explicit
     * @param width channels of the first stage, which has half the size of the image
     * @param stages number of sizes
     * @param steps steps at each size
     * @return the form
     */
    public static NetworkRecipe.Form repVgg(ButcherTableau tableau, int width, int stages, int steps) {
        return (input, classes) -> {
            List<Layer> layers = new ArrayList<>();
            for (int stage = 0; stage < stages; stage++) {
                int channels = width << stage;
                layers.addAll(List.of(new RepConv(channels, 2), new Relu()));
                Layer field = Sequential.of(RepConv.of(channels), new Relu());
                layers.add(RungeKuttaStack.perStage(tableau, Mesh.uniform(0, steps, steps), field));
            }
            layers.addAll(List.of(new GlobalAveragePool(), Dense.of(classes)));
            return new Sequential(layers);
        };
    }

    private static Layer repeated(int count, Layer layer) {
        return new Sequential(Collections.nCopies(count, layer));
    }
}
