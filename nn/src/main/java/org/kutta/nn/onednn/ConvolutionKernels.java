package org.kutta.nn.onednn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.bytedeco.dnnl.convolution_backward_data;
import org.bytedeco.dnnl.convolution_backward_weights;
import org.bytedeco.dnnl.convolution_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive_desc;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.Primitive.Argument;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A convolution of {@code [batch, height, width, channels]} with weights {@code [extent, extent, channels, filters]}, padded by half the kernel, and its
 * transposes.
 *
 * <p>Wide 3x3 convolutions go through Winograd's algorithm F(4x4, 3x3) (Lavin and Gray 2016): a quarter of the products for a relative error of some
 * 1e-6, in a layout of its own, so that images are reordered on the way in and out. All others run direct kernels on the arrays as they are.
 */
public final class ConvolutionKernels {

    /** Up to so many input or output channels the direct kernels win. */
    private static final long NARROW = 32;

    /** Below so many products reordering costs more than the algorithm saves. */
    private static final long SMALL = 100_000_000;

    /** Numbers of a vector without AVX-512. */
    private static final long VECTOR = 8;

    private final Workspace workspace;
    private final long channels;
    private final Layout imagesIn;
    private final Layout imagesOut;
    private final Layout weights;
    private final Layout anyWeights;
    private final Layout biases;
    private final long[] strides;
    private final long[] dilates;
    private final long[] padding;
    private final long products;
    private final boolean farBeyond;
    private final List<Choice> choices = new ArrayList<>();

    /**
     * Describes the convolution.
     *
     * @param workspace gives scratch, and closes the kernels
     * @param images shape of the input, {@code [batch, height, width, channels]}
     * @param results shape of the output, {@code [batch, height, width, filters]}
     * @param kernel height and width of the kernel, odd
     * @param stride step between outputs
     * @param dilation distance between the kernel's taps
     */
    public ConvolutionKernels(
            Workspace workspace, long[] images, long[] results, int kernel, int stride, int dilation) {
        channels = images[3];
        long filters = results[3];
        products = results[0] * results[1] * results[2] * filters * channels * kernel * kernel;
        boolean wide = Math.min(channels, filters) > NARROW && products >= SMALL;
        this.workspace = workspace;
        this.imagesIn = Layout.images(workspace.holdsBlocks(), images[0], images[1], images[2], channels);
        this.imagesOut = Layout.images(workspace.holdsBlocks(), results[0], results[1], results[2], filters);
        this.weights = Layout.weights(kernel, channels, filters);
        Layout anyIn = Layout.anyImages(images[0], images[1], images[2], channels);
        Layout anyOut = Layout.anyImages(results[0], results[1], results[2], filters);
        this.anyWeights = Layout.anyWeights(kernel, channels, filters);
        this.biases = Layout.vector(filters);
        this.strides = new long[] {stride, stride};
        this.dilates = new long[] {dilation - 1L, dilation - 1L};
        long border = dilation * (kernel - 1L) / 2;
        this.padding = new long[] {border, border};
        this.farBeyond = border > 2 * Math.min(images[1], images[2]);
        if (wide && kernel == 3 && stride == 1 && dilation == 1) {
            choices.add(new Choice(dnnl.dnnl_convolution_winograd, anyIn, anyOut));
        }
        choices.add(new Choice(dnnl.dnnl_convolution_direct, imagesIn, imagesOut));
        choices.add(new Choice(dnnl.dnnl_convolution_auto, anyIn, anyOut));
    }

    /** {@return whether the kernels work on blocks of 16 channels, so that images are reordered where the workspace holds none} */
    public boolean wantsBlocks() {
        return Kernels.freeingDescriptions(() -> first(choice -> describe(choice, false))
                .impl_info_str()
                .getString()
                .contains("wino"));
    }

    /** What a description is made of: the kernels' algorithm, and the layouts of both images. */
    private record Choice(int algorithm, Layout in, Layout out) {}

    /** The forward kernels, which the transposes' descriptions ask for as a hint. */
    private convolution_forward.primitive_desc describe(Choice choice, boolean bias) {
        convolution_forward.desc wanted = new convolution_forward.desc(
                dnnl.dnnl_forward_training,
                choice.algorithm,
                choice.in.descriptor(),
                anyWeights.descriptor(),
                biasesIf(bias).descriptor(),
                choice.out.descriptor(),
                strides,
                dilates,
                padding,
                padding);
        return new convolution_forward.primitive_desc(wanted, Primitive.attributes(), OneDnn.engine(), false);
    }

    private convolution_backward_data.primitive_desc describeData(Choice choice) {
        convolution_backward_data.desc wanted = new convolution_backward_data.desc(
                choice.algorithm,
                choice.in.descriptor(),
                anyWeights.descriptor(),
                choice.out.descriptor(),
                strides,
                dilates,
                padding,
                padding);
        return new convolution_backward_data.primitive_desc(
                wanted, Primitive.attributes(), OneDnn.engine(), describe(choice, false), false);
    }

    private convolution_backward_weights.primitive_desc describeWeights(Choice choice, boolean bias) {
        convolution_backward_weights.desc wanted = new convolution_backward_weights.desc(
                choice.algorithm,
                choice.in.descriptor(),
                anyWeights.descriptor(),
                biasesIf(bias).descriptor(),
                choice.out.descriptor(),
                strides,
                dilates,
                padding,
                padding);
        return new convolution_backward_weights.primitive_desc(
                wanted, Primitive.attributes(), OneDnn.engine(), describe(choice, bias), false);
    }

    private Layout biasesIf(boolean bias) {
        return bias ? biases : Layout.nothing();
    }

    /**
     * Whether a kernel is oneDNN's for strided 1x1 convolutions without AVX-512: it moves whole vectors of 8 channels, and so writes past the end of images
     * that lie channels last with another number of them. It ends the process.
     */
    private boolean writesPastImages(String kernel, Choice choice) {
        return kernel.startsWith("jit_1x1")
                && !kernel.contains("avx512")
                && strides[0] > 1
                && channels % VECTOR != 0
                && choice.in.isSameAs(imagesIn);
    }

    /** Goes on to the library's plain loops: others are wrong where a kernel reaches far beyond an image, at 19 taps on one or two rows for one. */
    private static void takePlainLoops(primitive_desc description) {
        boolean more = true;
        while (more && !description.impl_info_str().getString().startsWith("ref")) {
            more = description.next_impl();
        }
    }

    /** The first choice for which the library has more than plain loops. */
    private <D extends primitive_desc> D first(Function<Choice, D> describe) {
        RuntimeException refusal = new IllegalStateException("oneDNN has no kernel for this convolution");
        D plain = null;
        for (Choice choice : choices) {
            try {
                D description = describe.apply(choice);
                if (farBeyond) {
                    takePlainLoops(description);
                }
                String kernel = description.impl_info_str().getString();
                if (writesPastImages(kernel, choice)) {
                    continue;
                }
                if (!kernel.startsWith("ref")) {
                    return description;
                }
                plain = description;
            } catch (RuntimeException e) {
                refusal.addSuppressed(e);
            }
        }
        if (plain == null) {
            throw refusal;
        }
        return plain;
    }

    /**
     * Adds {@code y = x * weight + bias}.
     *
     * @param program receives the steps
     * @param x images
     * @param weight weights
     * @param bias {@code [filters]}, or null for none
     * @param y receives the results
     */
    public void forward(Program program, INDArray x, INDArray weight, @Nullable INDArray bias, INDArray y) {
        Kernels.add(workspace, program, products, 0, kernels -> forward(kernels, x, weight, bias, y));
    }

    private void forward(Kernels kernels, INDArray x, INDArray weight, @Nullable INDArray bias, INDArray y) {
        convolution_forward.primitive_desc description = first(choice -> describe(choice, bias != null));
        Layout in = new Layout(description.src_desc());
        Layout taps = new Layout(description.weights_desc());
        Layout out = new Layout(description.dst_desc());
        INDArray source = kernels.as(in, imagesIn, x);
        INDArray tapsArray = kernels.as(taps, weights, weight);
        INDArray target = kernels.targetOf(out, imagesOut, y);
        Argument[] bound = {
            new Argument(dnnl.DNNL_ARG_SRC, in, source),
            new Argument(dnnl.DNNL_ARG_WEIGHTS, taps, tapsArray),
            new Argument(dnnl.DNNL_ARG_DST, out, target)
        };
        kernels.add(new convolution_forward(description), description, with(bound, dnnl.DNNL_ARG_BIAS, bias));
        kernels.deliver(out, target, imagesOut, y);
        kernels.giveBack(source, x);
        kernels.giveBack(tapsArray, weight);
    }

    private Argument[] with(Argument[] bound, int role, @Nullable INDArray bias) {
        if (bias == null) {
            return bound;
        }
        Argument[] all = Arrays.copyOf(bound, bound.length + 1);
        all[bound.length] = new Argument(role, biases, bias);
        return all;
    }

    /**
     * Adds the pullback, or one of its halves.
     *
     * @param program receives the steps
     * @param x images of the forward pass
     * @param weight weights
     * @param yBar cotangent of the results
     * @param xBar receives the cotangent of the images; null if it is not wanted
     * @param weightBar receives the cotangent of the weights; null if it is not wanted
     * @param biasBar receives the cotangent of the bias; null for none
     */
    public void backward(
            Program program,
            INDArray x,
            INDArray weight,
            INDArray yBar,
            @Nullable INDArray xBar,
            @Nullable INDArray weightBar,
            @Nullable INDArray biasBar) {
        Kernels.add(
                workspace,
                program,
                products,
                0,
                kernels -> backward(kernels, x, weight, yBar, xBar, weightBar, biasBar));
    }

    private void backward(
            Kernels kernels,
            INDArray x,
            INDArray weight,
            INDArray yBar,
            @Nullable INDArray xBar,
            @Nullable INDArray weightBar,
            @Nullable INDArray biasBar) {
        Layout layout = imagesOut;
        INDArray bar = yBar;
        if (xBar != null) {
            convolution_backward_data.primitive_desc description = first(this::describeData);
            layout = new Layout(description.diff_dst_desc());
            bar = kernels.as(layout, imagesOut, yBar);
            Layout taps = new Layout(description.weights_desc());
            Layout in = new Layout(description.diff_src_desc());
            INDArray tapsArray = kernels.as(taps, weights, weight);
            INDArray target = kernels.targetOf(in, imagesIn, xBar);
            kernels.add(
                    new convolution_backward_data(description),
                    description,
                    new Argument(dnnl.DNNL_ARG_DIFF_DST, layout, bar),
                    new Argument(dnnl.DNNL_ARG_WEIGHTS, taps, tapsArray),
                    new Argument(dnnl.DNNL_ARG_DIFF_SRC, in, target));
            kernels.deliver(in, target, imagesIn, xBar);
            kernels.giveBack(tapsArray, weight);
        }
        if (weightBar != null) {
            weightBackward(kernels, x, layout, bar, weightBar, biasBar);
        }
        kernels.giveBack(bar, yBar);
    }

    /** The cotangent of the results comes in the layout in which it already is. */
    private void weightBackward(
            Kernels kernels, INDArray x, Layout layout, INDArray bar, INDArray weightBar, @Nullable INDArray biasBar) {
        convolution_backward_weights.primitive_desc description =
                first(choice -> describeWeights(choice, biasBar != null));
        Layout out = new Layout(description.diff_dst_desc());
        Layout in = new Layout(description.src_desc());
        Layout taps = new Layout(description.diff_weights_desc());
        INDArray copy = kernels.as(out, layout, bar);
        INDArray source = kernels.as(in, imagesIn, x);
        INDArray target = kernels.targetOf(taps, weights, weightBar);
        Argument[] bound = {
            new Argument(dnnl.DNNL_ARG_SRC, in, source),
            new Argument(dnnl.DNNL_ARG_DIFF_DST, out, copy),
            new Argument(dnnl.DNNL_ARG_DIFF_WEIGHTS, taps, target)
        };
        kernels.add(
                new convolution_backward_weights(description),
                description,
                with(bound, dnnl.DNNL_ARG_DIFF_BIAS, biasBar));
        kernels.deliver(taps, target, weights, weightBar);
        kernels.giveBack(source, x);
        kernels.giveBack(copy, bar);
    }
}
