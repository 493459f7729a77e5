package org.kutta.nn.layer;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.ConvolutionKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The convolution of one shape, padded by half its kernel, and its transposes: by oneDNN's kernels where a plan uses them, else by ND4J's operations.
 */
final class Convolution {
    private final PlanContext context;
    private final int kernel;
    private final int stride;
    private final int dilation;
    private final @Nullable ConvolutionKernels kernels;
    /** ND4J's way with a dilation: {@link #spread}. */
    private @Nullable INDArray spread;

    /**
     * Describes it.
     *
     * @param images shape of the input, {@code [batch, height, width, channels]}
     * @param results shape of the output, {@code [batch, height, width, filters]}
     */
    Convolution(PlanContext context, long[] images, long[] results, int kernel, int stride, int dilation) {
        this.context = context;
        this.kernel = kernel;
        this.stride = stride;
        this.dilation = dilation;
        this.kernels = context.usesOneDnn()
                ? new ConvolutionKernels(context, images, results, kernel, stride, dilation)
                : null;
    }

    /** Adds {@code y = x * weight + bias}, the bias being null for none. */
    void forward(Program program, INDArray x, INDArray weight, @Nullable INDArray bias, INDArray y) {
        if (kernels != null) {
            kernels.forward(program, x, weight, bias, y);
            return;
        }
        program.add(PreparedOp.of("conv2d", y, x, dilation == 1 ? weight : spread(program, weight))
                .integers(arguments()));
        if (bias != null) {
            program.addRow(y, bias, y);
        }
    }

    /**
     * Adds the pullback, or one of its halves.
     *
     * @param x images of the forward pass, read for the weights' cotangent only
     * @param yBar cotangent of the results
     * @param xBar receives the cotangent of the images; null if it is not wanted
     * @param weightBar receives the cotangent of the weights; null if it is not wanted
     * @param biasBar receives the cotangent of the bias; null for none
     */
    void backward(
            Program program,
            INDArray x,
            INDArray weight,
            INDArray yBar,
            @Nullable INDArray xBar,
            @Nullable INDArray weightBar,
            @Nullable INDArray biasBar) {
        if (kernels != null) {
            kernels.backward(program, x, weight, yBar, xBar, weightBar, biasBar);
            return;
        }
        // The native transpose knows no halves, and no dilation.
        INDArray taps = spread == null ? weight : spread;
        INDArray imagesBar = xBar == null ? context.acquire(x.shape()) : xBar;
        INDArray tapsBar = weightBar == null || dilation > 1 ? context.acquire(taps.shape()) : weightBar;
        INDArray[] bars = {imagesBar, tapsBar};
        program.add(PreparedOp.of("conv2d_bp", bars, x, taps, yBar).integers(arguments()));
        if (weightBar != null && dilation > 1) {
            program.matmul(spreading(), true, positions(tapsBar), false, 1, 0, positions(weightBar));
        }
        if (tapsBar != weightBar) {
            context.release(tapsBar);
        }
        if (xBar == null) {
            context.release(imagesBar);
        }
        if (biasBar != null) {
            Columns.sum(context, program, yBar, biasBar);
        }
    }

    /**
     * The kernel with zeros between its taps: the native build refuses dilated convolutions, and the wider kernel is still many times faster than the
     * build's own loops.
     */
    private INDArray spread(Program forward, INDArray taps) {
        INDArray weight = context.allocate(extent(), extent(), taps.size(2), taps.size(3));
        forward.matmul(spreading(), false, positions(taps), false, 1, 0, positions(weight));
        spread = weight;
        return weight;
    }

    /** {@code [extent * extent, kernel * kernel]}: 1 where a tap goes. */
    private INDArray spreading() {
        return context.constant("conv2d taps " + kernel + " " + dilation, () -> {
            int extent = extent();
            double[][] matrix = new double[extent * extent][kernel * kernel];
            for (int tap = 0; tap < kernel * kernel; tap++) {
                matrix[tap / kernel * dilation * extent + tap % kernel * dilation][tap] = 1;
            }
            return matrix;
        });
    }

    private static INDArray positions(INDArray weight) {
        return NativeArrays.view(weight, weight.size(0) * weight.size(1), weight.size(2) * weight.size(3));
    }

    private int extent() {
        return dilation * (kernel - 1) + 1;
    }

    /** Kernel, stride, padding, dilation by axis; padded by half a kernel; channels last; weights {@code [kH, kW, in, out]}. */
    private long[] arguments() {
        long extent = extent();
        long padding = extent / 2;
        return new long[] {extent, extent, stride, stride, padding, padding, 1, 1, 0, 1, 0};
    }
}
