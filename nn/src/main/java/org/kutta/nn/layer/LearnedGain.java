package org.kutta.nn.layer;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A factor that is learned, {@code y = gain x}: one for everything, or one for each feature or channel. At the end of a sub-network it scales that stage wherever the
 * tableau uses it; starting at 0 it makes a residual block begin as the identity.
 *
 * @param perChannel whether each entry of the last axis has a factor of its own
 * @param initial what the factors start at
 * @see "De and Smith: Batch normalization biases residual blocks towards the identity function in deep networks, arXiv 2002.10444"
 */
public record LearnedGain(boolean perChannel, double initial) implements Layer {

    /**
     * Checks the start.
     *
     * @param perChannel whether each entry of the last axis has a factor of its own
     * @param initial finite
     */
    public LearnedGain {
        Checks.finite("initial gain", initial);
    }

    /** {@return one factor that starts at 1} */
    public static LearnedGain one() {
        return new LearnedGain(false, 1);
    }

    @Override
    public String name() {
        return perChannel ? "channelGain" : "gain";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return List.of(new ParameterGroup("gain", ParameterRole.GAIN, Shape.of(count(input))));
    }

    private long count(Shape input) {
        return perChannel ? input.dim(-1) : 1;
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        double[] gains = new double[Math.toIntExact(count(input))];
        Arrays.fill(gains, initial);
        return gains;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        long channels = input.size(-1);
        INDArray output = context.allocate(input.shape());
        INDArray row = perChannel ? parameters : context.allocate(channels);
        INDArray ones = context.ones(channels);
        Program forward = new Program();
        if (!perChannel) {
            forward.matmul(matrix(parameters), false, ones, false, 1, 0, matrix(row));
        }
        forward.multiply(input, row, output);
        return new ProgramPlan(output, false, forward, (backward, bar, parametersBar) -> {
            INDArray rowBar = perChannel ? parametersBar : context.acquire(channels);
            Columns.sumOfProducts(context, backward, 1, bar, input, rowBar);
            if (!perChannel) {
                backward.matmul(matrix(rowBar), false, ones, true, 1, 0, matrix(parametersBar));
                context.release(rowBar);
            }
            INDArray inputBar = context.acquire(input.shape());
            backward.multiply(bar, row, inputBar);
            return inputBar;
        });
    }

    private static INDArray matrix(INDArray vector) {
        return NativeArrays.view(vector, 1, vector.length());
    }
}
