package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
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
        INDArray weight = weight(parameters, shape);
        Convolution convolution = new Convolution(context, input.shape(), output.shape(), kernel, stride, dilation);
        Program forward = new Program();
        convolution.forward(forward, input, weight, bias(parameters), output);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray inputBar = context.acquire(input.shape());
            convolution.backward(
                    backward, input, weight, bar, inputBar, weight(parametersBar, shape), bias(parametersBar));
            return inputBar;
        });
    }

    private INDArray weight(INDArray parameters, Shape input) {
        long in = input.dim(-1);
        long size = (long) kernel * kernel * in * filters;
        return NativeArrays.view(NativeArrays.slice(parameters, 0, size), kernel, kernel, in, filters);
    }

    private @Nullable INDArray bias(INDArray parameters) {
        return bias ? NativeArrays.slice(parameters, parameters.length() - filters, filters) : null;
    }
}
