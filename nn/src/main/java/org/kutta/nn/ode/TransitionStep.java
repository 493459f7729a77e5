package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A block wired as a Runge-Kutta step whose first sub-network changes the shape, as residual networks begin a stage:
 *
 * <pre>
 *   s  = shortcut(x)
 *   k1 = first(x)
 *   ki = subnet_i(s + dt sum(a_ij k_j))    for i &gt; 1, each with its own weights
 *   y  = afterSum(s + dt sum(b_i k_i))
 * </pre>
 *
 * <p>It is no step of an ODE: its first stage lives in another space than the others. Stages that {@code b} does not need have no weights. Parameter groups are
 * named {@code shortcut.…}, {@code stage0.…}, {@code stage1.…}, …, {@code after.…}.
 *
 * @param tableau an explicit tableau whose certificate passes
 * @param dt step, not 0
 * @param first the first sub-network, which reads the block's input
 * @param shortcut gives the base of all sums, of the shape that {@code first} gives
 * @param subnet the other sub-networks; preserves that shape; unused by a tableau of one stage
 * @param afterSum what follows the sum
 * @see "Luo et al.: Rethinking the residual network with Runge-Kutta methods (HO-ResNet), arXiv 2103.15244"
 */
public record TransitionStep(
        ButcherTableau tableau, double dt, Layer first, Layer shortcut, Layer subnet, Optional<Layer> afterSum)
        implements Layer {

    /**
     * Checks the settings.
     *
     * @param tableau explicit, certified
     * @param dt finite, not 0
     * @param first the first sub-network
     * @param shortcut gives the base of all sums
     * @param subnet the other sub-networks
     * @param afterSum what follows the sum
     */
    public TransitionStep {
        Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
        tableau.certify().requirePassed();
        Checks.finite("dt", dt);
        Checks.check(dt != 0, "dt", dt, "must not be 0");
    }

    @Override
    public String name() {
        return "transition(" + tableau.name() + ", " + first.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape base = shortcut.outputShape(input);
        Shape stage = first.outputShape(input);
        Checks.check(
                stage.equals(base),
                "the first sub-network of a transition must give the shape of its shortcut, %s, but %s maps %s to %s",
                base,
                first.name(),
                input,
                stage);
        if (tableau.stackStages() > 1) {
            requireSame(subnet, base);
        }
        afterSum.ifPresent(layer -> requireSame(layer, base));
        return base;
    }

    private static void requireSame(Layer layer, Shape base) {
        Shape output = layer.outputShape(base);
        Checks.check(
                output.equals(base),
                "a later part of a transition must preserve the shape of its shortcut, but %s maps %s to %s",
                layer.name(),
                base,
                output);
    }

    /** The layers in the order of their slices, with their names and input shapes. */
    List<Slot> slots(Shape input) {
        Shape base = shortcut.outputShape(input);
        List<Slot> slots = new ArrayList<>();
        slots.add(new Slot("shortcut", shortcut, input));
        for (int i = 0; i < tableau.stages(); i++) {
            if (tableau.isUsed(i)) {
                slots.add(i == 0 ? new Slot("stage0", first, input) : new Slot("stage" + i, subnet, base));
            }
        }
        afterSum.ifPresent(layer -> slots.add(new Slot("after", layer, base)));
        return slots;
    }

    /** One of the layers inside. */
    record Slot(String name, Layer layer, Shape input) {}

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return groups(input, Layer::parameters);
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return groups(input, Layer::state);
    }

    private List<ParameterGroup> groups(Shape input, BiFunction<Layer, Shape, List<ParameterGroup>> kind) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (Slot slot : slots(input)) {
            kind.apply(slot.layer, slot.input).forEach(group -> groups.add(group.within(slot.name)));
        }
        return groups;
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return values(input, (layer, shape) -> layer.initialParameters(shape, random));
    }

    @Override
    public double[] initialState(Shape input) {
        return values(input, Layer::initialState);
    }

    private double[] values(Shape input, BiFunction<Layer, Shape, double[]> kind) {
        return slots(input).stream()
                .flatMapToDouble(slot -> Arrays.stream(kind.apply(slot.layer, slot.input)))
                .toArray();
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        return slots(input).stream()
                .map(slot -> LayerPart.once(slot.layer, slot.input))
                .toList();
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new TransitionPlan(this, context, input, parameters, state);
    }
}
