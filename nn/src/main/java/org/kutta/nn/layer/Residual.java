package org.kutta.nn.layer;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A shortcut around a layer: {@code y = x + branch(x)}.
 *
 * @param branch a layer that preserves its input's shape
 */
public record Residual(Layer branch) implements Layer {

    @Override
    public String name() {
        return "residual(" + branch.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = branch.outputShape(input);
        if (!output.equals(input)) {
            throw new IllegalArgumentException("residual expects a branch that preserves the shape but " + branch.name()
                    + " maps " + input + " to " + output);
        }
        return output;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return branch.parameters(input);
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return branch.state(input);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return branch.initialParameters(input, random);
    }

    @Override
    public double[] initialState(Shape input) {
        return branch.initialState(input);
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return List.of(LayerPart.once(branch, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        LayerPlan plan = branch.plan(context, input, parameters, state);
        INDArray output = plan.needsOutput() ? context.allocate(input.shape()) : plan.output();
        Program sum = new Program();
        if (plan.needsOutput()) {
            sum.copy(plan.output(), output);
        }
        sum.axpy(1, input, output);
        WrappedPlan.Transpose transpose = (before, after, bar, parametersBar) -> {
            INDArray branchBar = context.acquire(input.shape());
            before.copy(bar, branchBar);
            INDArray inputBar = plan.bindBackward(branchBar, parametersBar);
            after.axpy(1, bar, inputBar);
            if (!NativeArrays.sameMemory(inputBar, branchBar)) {
                context.release(branchBar);
            }
            return inputBar;
        };
        return new WrappedPlan(plan, output, t -> sum.run(), transpose, () -> 0);
    }
}
