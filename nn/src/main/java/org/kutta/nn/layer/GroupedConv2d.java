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
 * A convolution in groups: the channels in {@code groups} groups of neighbours, each with its own filters, padded as {@link Conv2d}. Weights
 * {@code [groups, kernel, kernel, channels / groups, filters / groups]}. With as many groups as channels it is the depthwise convolution.
 *
 * @param filters number of output channels, a multiple of {@code groups}
 * @param kernel height and width of the kernel, odd
 * @param stride step between outputs
 * @param groups number of groups, a divisor of the number of channels
 * @param bias whether a bias {@code [filters]} is added
 * @param initializer how the weights start; the bias starts at zero
 */
public record GroupedConv2d(int filters, int kernel, int stride, int groups, boolean bias, Initializer initializer)
        implements Layer {

    /**
     * Checks the settings.
     *
     * @param filters a multiple of {@code groups}
     * @param kernel odd, at least 1
     * @param stride at least 1
     * @param groups at least 1
     * @param bias whether a bias is added
     * @param initializer how the weights start
     */
    public GroupedConv2d {
        Checks.atLeast("grouped conv2d groups", groups, 1);
        Checks.check(
                filters >= 1 && filters % groups == 0,
                "grouped conv2d filters",
                filters,
                "must be a multiple of " + groups);
        Checks.check(kernel >= 1 && kernel % 2 == 1, "grouped conv2d kernel", kernel, "must be odd and >= 1");
        Checks.atLeast("grouped conv2d stride", stride, 1);
    }

    /**
     * A grouped convolution with bias, stride 1, that starts as He.
     *
     * @param filters number of output channels
     * @param kernel height and width of the kernel, odd
     * @param groups number of groups
     * @return the layer
     */
    public static GroupedConv2d of(int filters, int kernel, int groups) {
        return new GroupedConv2d(filters, kernel, 1, groups, true, Initializer.HE);
    }

    @Override
    public String name() {
        return "groupedConv" + kernel + "x" + kernel + "(" + filters + ", " + groups + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Images.check("groupedConv2d", 0, input);
        if (input.dim(2) % groups != 0) {
            throw new IllegalArgumentException(
                    "groupedConv2d expects a multiple of " + groups + " channels but the input is " + input);
        }
        return Shape.of((input.dim(0) - 1) / stride + 1, (input.dim(1) - 1) / stride + 1, filters);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        Shape shape = Shape.of(groups, kernel, kernel, input.dim(2) / groups, filters / groups);
        ParameterGroup weight = new ParameterGroup("weight", ParameterRole.GROUPED_KERNEL, shape);
        return bias
                ? List.of(weight, new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(filters)))
                : List.of(weight);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        int taps = kernel * kernel;
        int fanIn = taps * Math.toIntExact(input.dim(2) / groups);
        int perGroup = filters / groups;
        double[] all = {};
        for (int g = 0; g < groups; g++) {
            all = Groups.append(all, initializer.sample(fanIn, taps * perGroup, fanIn * perGroup, random));
        }
        return bias ? Arrays.copyOf(all, all.length + filters) : all;
    }

    @Override
    public long multiplyAdds(Shape input) {
        return outputShape(input).size() * kernel * kernel * input.dim(-1) / groups;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        Shape shape = Shape.ofSamples(input);
        Shape partIn = shape.withLast(shape.dim(2) / groups);
        INDArray output = context.allocate(outputShape(shape));
        Shape partOut = Shape.ofSamples(output).withLast(filters / groups);
        INDArray[] inputs = new INDArray[groups];
        INDArray[] outputs = new INDArray[groups];
        Arrays.setAll(inputs, g -> context.allocate(partIn));
        Arrays.setAll(outputs, g -> context.acquire(partOut.withBatch(context.batch())));
        Convolution convolution = new Convolution(context, inputs[0].shape(), outputs[0].shape(), kernel, stride, 1);
        Program forward = new Program().add(split(inputs, input));
        for (int g = 0; g < groups; g++) {
            convolution.forward(forward, inputs[g], weight(parameters, g, partIn), null, outputs[g]);
        }
        forward.add(PreparedOp.join(output, outputs));
        if (bias) {
            forward.addRow(output, bias(parameters), output);
        }
        Arrays.stream(outputs).forEach(context::release);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray inputBar = context.acquire(input.shape());
            INDArray[] outputBars = new INDArray[groups];
            INDArray[] inputBars = new INDArray[groups];
            Arrays.setAll(outputBars, g -> context.acquire(partOut.withBatch(context.batch())));
            Arrays.setAll(inputBars, g -> context.acquire(partIn.withBatch(context.batch())));
            backward.add(split(outputBars, bar));
            for (int g = 0; g < groups; g++) {
                convolution.backward(
                        backward,
                        inputs[g],
                        weight(parameters, g, partIn),
                        outputBars[g],
                        inputBars[g],
                        weight(parametersBar, g, partIn),
                        null);
            }
            backward.add(PreparedOp.join(inputBar, inputBars));
            if (bias) {
                Columns.sum(context, backward, bar, bias(parametersBar));
            }
            Arrays.stream(inputBars).forEach(context::release);
            Arrays.stream(outputBars).forEach(context::release);
            return inputBar;
        });
    }

    private static PreparedOp split(INDArray[] parts, INDArray whole) {
        return PreparedOp.of("split", parts, whole).integers(parts.length, whole.rank() - 1L);
    }

    private INDArray weight(INDArray parameters, int group, Shape partIn) {
        long in = partIn.dim(2);
        long size = kernel * (long) kernel * in * (filters / groups);
        return NativeArrays.view(
                NativeArrays.slice(parameters, group * size, size), kernel, kernel, in, filters / groups);
    }

    private INDArray bias(INDArray parameters) {
        return NativeArrays.slice(parameters, parameters.length() - filters, filters);
    }
}
