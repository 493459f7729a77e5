package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A two-dimensional convolution of images {@code [batch, height, width, channels]} with weights
 * {@code [kernel, kernel, channels, filters]}.
 *
 * <p>The image is padded with {@code dilation * (kernel - 1) / 2} zeros on every side, so that a stride of 1 keeps the size and a stride of
 * {@code s} gives {@code ceil(size / s)}. In FLOAT the oneDNN kernels run; DOUBLE is right but an order of magnitude slower.
 *
 * @param filters number of output channels
 * @param kernel height and width of the kernel, odd
 * @param stride step between outputs
 * @param dilation distance between the kernel's taps
 * @param bias whether a bias {@code [filters]} is added
 * @param channels input channels that the layer insists on; 0 takes any
 * @param initializer how the weights start; the bias starts at zero
 */
public record Conv2d(
        int filters, int kernel, int stride, int dilation, boolean bias, int channels, Initializer initializer)
        implements Layer {

    /**
     * Checks the settings.
     *
     * @param filters at least 1
     * @param kernel odd, at least 1
     * @param stride at least 1
     * @param dilation at least 1
     * @param bias whether a bias is added
     * @param channels at least 0
     * @param initializer how the weights start
     */
    public Conv2d {
        Checks.atLeast("conv2d filters", filters, 1);
        Checks.check(kernel >= 1 && kernel % 2 == 1, "conv2d kernel", kernel, "must be odd and >= 1");
        Checks.atLeast("conv2d stride", stride, 1);
        Checks.atLeast("conv2d dilation", dilation, 1);
        Checks.atLeast("conv2d channels", channels, 0);
    }

    /**
     * A convolution with bias, stride 1, that starts as He.
     *
     * @param filters number of output channels
     * @param kernel height and width of the kernel, odd
     * @return the layer
     */
    public static Conv2d of(int filters, int kernel) {
        return new Conv2d(filters, kernel, 1, 1, true, 0, Initializer.HE);
    }

    /**
     * The same layer with another stride.
     *
     * @param stride step between outputs
     * @return the layer
     */
    public Conv2d withStride(int stride) {
        return new Conv2d(filters, kernel, stride, dilation, bias, channels, initializer);
    }

    /**
     * The same layer with another dilation.
     *
     * @param dilation distance between the kernel's taps
     * @return the layer
     */
    public Conv2d withDilation(int dilation) {
        return new Conv2d(filters, kernel, stride, dilation, bias, channels, initializer);
    }

    /** {@return the same layer without bias: before a normalisation, which would remove it anyway} */
    public Conv2d withoutBias() {
        return new Conv2d(filters, kernel, stride, dilation, false, channels, initializer);
    }

    /**
     * The same layer, refusing images of another number of channels.
     *
     * @param channels input channels
     * @return the layer
     */
    public Conv2d expecting(int channels) {
        return new Conv2d(filters, kernel, stride, dilation, bias, channels, initializer);
    }

    /**
     * The same layer with another start.
     *
     * @param initializer how the weights start
     * @return the layer
     */
    public Conv2d withInitializer(Initializer initializer) {
        return new Conv2d(filters, kernel, stride, dilation, bias, channels, initializer);
    }

    @Override
    public String name() {
        return "conv" + kernel + "x" + kernel + "(" + filters + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("conv2d", channels, input);
        return Shape.of(outputSize(input.dim(0)), outputSize(input.dim(1)), filters);
    }

    private long outputSize(long size) {
        return (size - 1) / stride + 1;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        ParameterGroup weight = new ParameterGroup(
                "weight", ParameterRole.CONVOLUTION_KERNEL, Shape.of(kernel, kernel, input.dim(-1), filters));
        return bias
                ? List.of(weight, new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(filters)))
                : List.of(weight);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int fanIn = Math.toIntExact(input.dim(-1) * kernel * kernel);
        double[] weight = initializer.sample(fanIn, kernel * kernel * filters, fanIn * filters, random);
        return bias ? Arrays.copyOf(weight, weight.length + filters) : weight;
    }

    @Override
    public long multiplyAdds(Shape input) {
        return outputShape(input).size() * kernel * kernel * input.dim(-1);
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        // Not the context's batch: the response to a constant image is computed once.
        long[] shape = outputShape(Shape.ofSamples(input)).withBatch(input.size(0));
        return planInto(context, input, parameters, state, context.allocate(shape));
    }

    @Override
    public LayerPlan planInto(
            PlanContext context, INDArray input, INDArray parameters, INDArray state, INDArray output) {
        Shape shape = Shape.ofSamples(input);
        INDArray taps = weight(parameters, shape);
        Program forward = new Program();
        INDArray weight = dilation == 1 ? taps : spread(context, forward, taps);
        forward.add(PreparedOp.of("conv2d", output, input, weight).integers(arguments()));
        if (bias) {
            forward.addRow(output, bias(parameters), output);
        }
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray inputBar = context.acquire(input.shape());
            INDArray tapsBar = weight(parametersBar, shape);
            INDArray weightBar = dilation == 1 ? tapsBar : context.acquire(weight.shape());
            INDArray[] bars = {inputBar, weightBar};
            backward.add(Images.convolutionBackward(extent(), stride, bars, input, weight, bar));
            if (dilation > 1) {
                backward.matmul(spreading(context), true, positions(weightBar), false, 1, 0, positions(tapsBar));
                context.release(weightBar);
            }
            if (bias) {
                Columns.sum(context, backward, bar, bias(parametersBar));
            }
            return inputBar;
        });
    }

    /**
     * The kernel with zeros between its taps: the oneDNN build refuses dilated convolutions, and the wider kernel is still many times faster than the
     * build's own loops.
     */
    private INDArray spread(PlanContext context, Program forward, INDArray taps) {
        INDArray weight = context.allocate(extent(), extent(), taps.size(2), taps.size(3));
        forward.matmul(spreading(context), false, positions(taps), false, 1, 0, positions(weight));
        return weight;
    }

    /** {@code [extent * extent, kernel * kernel]}: 1 where a tap goes. */
    private INDArray spreading(PlanContext context) {
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

    private INDArray weight(INDArray parameters, Shape input) {
        long in = input.dim(-1);
        long size = (long) kernel * kernel * in * filters;
        return NativeArrays.view(NativeArrays.slice(parameters, 0, size), kernel, kernel, in, filters);
    }

    private INDArray bias(INDArray parameters) {
        return NativeArrays.slice(parameters, parameters.length() - filters, filters);
    }

    private int extent() {
        return dilation * (kernel - 1) + 1;
    }

    private long[] arguments() {
        return Images.convolutionArguments(extent(), stride);
    }
}
