package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How an untrained block scales what goes through it, as its tableau foretells and as measured, and how large the first gradients are.
 *
 * <p>The forecast is for sub-networks that are independent, of zero mean and unit gain, so it suits weights of its own for each stage; shared weights go together and grow faster.
 * Its use is to compare wirings: at steps of 1 Euler doubles the variance with every sub-network, while the classical method multiplies it by 1.38 with four.
 *
 * @param blocks number of steps; 0 where a tolerance decides, or a learned gain
 * @param growth factor by which one step multiplies the variance, geometric mean over the steps; NaN where a tolerance decides
 * @param forecast square root of {@code growth} to the power of {@code blocks}: the factor for norms; NaN where a tolerance decides
 * @param measured norm of the block's output over that of its input
 * @param layers first gradients, in the order of the parameters
 */
public record InitialGain(
        int blocks, double growth, double forecast, double measured, ImmutableList<LayerGradient> layers) {

    /**
     * Parameters and gradient of a layer.
     *
     * @param layer what stands before the last dot in the names of its parameter groups
     * @param parameterNorm Euclidean norm of its parameters
     * @param gradientNorm Euclidean norm of their gradient
     */
    public record LayerGradient(String layer, double parameterNorm, double gradientNorm) {}

    /**
     * Measures an untrained model.
     *
     * @param place the block
     * @param input a batch of the block's inputs, as {@link PlacedBlock#input} gives it; not modified
     * @param model the network with its loss; its gradient is overwritten, its parameters are not
     * @param batch a batch for the gradient
     * @param <B> type of the batch
     * @return the report
     */
    public static <B> InitialGain measure(PlacedBlock place, INDArray input, Trainable<B> model, B batch) {
        Mesh mesh = mesh(place.layer());
        double logGrowth = mesh == null ? Double.NaN : logGrowth(tableau(place.layer()), mesh);
        int blocks = mesh == null ? 0 : mesh.steps();
        model.lossAndGradient(batch);
        return new InitialGain(
                blocks, Math.exp(logGrowth / blocks), Math.exp(logGrowth / 2), gain(place, input), gradients(model));
    }

    /**
     * The factor by which a step over independent, zero-mean, unit-gain linear stage maps multiplies the variance of its input: {@code v_i = 1 + dt^2 sum a_ij^2 v_j}, growth
     * {@code 1 + dt^2 sum b_i^2 v_i}.
     *
     * @param tableau the tableau
     * @param dt size of the step
     * @return the growth; {@link ButcherTableau#varianceGrowth} for a step of 1
     */
    public static double varianceGrowth(ButcherTableau tableau, double dt) {
        return tableau.varianceGrowth(dt);
    }

    private static double logGrowth(ButcherTableau tableau, Mesh mesh) {
        double sum = 0;
        for (int n = 0; n < mesh.steps(); n++) {
            sum += Math.log(varianceGrowth(tableau, mesh.dt(n)));
        }
        return sum;
    }

    private static @Nullable Mesh mesh(OdeLayer layer) {
        if (layer instanceof OdeBlock block) {
            return block.solver().meshOver(block.t0(), block.t1());
        }
        return layer instanceof RungeKuttaStack stack ? stack.mesh() : null;
    }

    private static ButcherTableau tableau(OdeLayer layer) {
        return layer instanceof RungeKuttaStack stack
                ? stack.tableau()
                : ((OdeBlock) layer).solver().tableau();
    }

    private static double gain(PlacedBlock place, INDArray input) {
        int batch = Math.toIntExact(input.size(0));
        NdArraySpace space = NdArraySpace.of(input.dataType());
        try (PlanBinding binding = new PlanBinding(input.dataType(), batch, Mode.EVALUATE);
                PlanContext context = binding.newFrame();
                LayerPlan plan = place.layer().plan(context, input, place.parameters(), place.state())) {
            plan.forward(0);
            return Math.sqrt(space.dot(plan.output(), plan.output()) / space.dot(input, input));
        }
    }

    private static ImmutableList<LayerGradient> gradients(Trainable<?> model) {
        NdArraySpace space = NdArraySpace.of(model.parameters().dataType());
        Map<String, double[]> squares = new LinkedHashMap<>();
        for (ParameterLayout.Group group : model.layout().groups()) {
            String name = group.name();
            String layer = name.substring(0, Math.max(0, name.lastIndexOf('.')));
            INDArray parameters = NativeArrays.slice(model.parameters(), group.offset(), group.size());
            INDArray gradient = NativeArrays.slice(model.gradient(), group.offset(), group.size());
            double[] sums = squares.computeIfAbsent(layer, key -> new double[2]);
            sums[0] += space.dot(parameters, parameters);
            sums[1] += space.dot(gradient, gradient);
        }
        ImmutableList.Builder<LayerGradient> layers = ImmutableList.builder();
        squares.forEach((layer, sums) -> layers.add(new LayerGradient(layer, Math.sqrt(sums[0]), Math.sqrt(sums[1]))));
        return layers.build();
    }
}
