package org.kutta.nn.ode;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The discrete reading of a tableau: residual blocks, each one Runge-Kutta step over sub-networks.
 *
 * <p>{@code y_n+1 = y_n + dt_n sum(b_i k_i)} with {@code k_i = f_ni(t_ni, y_n + dt_n sum(a_ij k_j))}. With Euler's tableau, a step of 1 and
 * {@link StackWeights#PER_STAGE} this is a ResNet; with a step of 1/s its residuals are scaled by 1/s. Stages that {@code b} does not need are
 * neither evaluated nor given weights. Blocks that change the shape are no steps: put such layers between stacks.
 *
 * <p>Parameter groups are those of the sub-network ({@code SHARED}), or {@code step0.stage0.weight}, … ({@code PER_STAGE}).
 *
 * @param tableau an explicit tableau
 * @param mesh steps and their times: one block each, {@code dt} and total time as they are there
 * @param subnet what each stage computes; preserves its input's shape
 * @param weights which stages share weights
 * @param afterSum what follows each sum, as HO-ResNet's ReLU, each with its own weights; for {@code PER_STAGE} only, as it is not part of any step
 * @see "Luo et al.: Rethinking the residual network with Runge-Kutta methods (HO-ResNet), arXiv 2103.15244"
 */
public record RungeKuttaStack(
        ButcherTableau tableau, Mesh mesh, Layer subnet, StackWeights weights, Optional<Layer> afterSum)
        implements OdeLayer {

    /**
     * Checks that the settings go together.
     *
     * @param tableau explicit
     * @param mesh steps and their times
     * @param subnet what each stage computes
     * @param weights which stages share weights
     * @param afterSum what follows each sum
     */
    public RungeKuttaStack {
        Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
        tableau.certify().requirePassed();
        Checks.check(
                afterSum.isEmpty() || weights == StackWeights.PER_STAGE,
                "weights",
                weights,
                "must be PER_STAGE for a layer after the sum, which no ODE step has");
    }

    /**
     * A stack whose stages share one sub-network: a fixed-step neural ODE.
     *
     * @param tableau an explicit tableau
     * @param mesh steps and their times
     * @param field the sub-network
     * @return the stack
     */
    public static RungeKuttaStack shared(ButcherTableau tableau, Mesh mesh, Layer field) {
        return new RungeKuttaStack(tableau, mesh, field, StackWeights.SHARED, Optional.empty());
    }

    /**
     * A stack whose stages have a sub-network each.
     *
     * @param tableau an explicit tableau
     * @param mesh steps and their times
     * @param subnet the sub-network
     * @return the stack
     */
    public static RungeKuttaStack perStage(ButcherTableau tableau, Mesh mesh, Layer subnet) {
        return new RungeKuttaStack(tableau, mesh, subnet, StackWeights.PER_STAGE, Optional.empty());
    }

    /**
     * This stack with a layer after each sum, such as HO-ResNet's ReLU.
     *
     * @param layer preserves its input's shape
     * @return the stack
     * @throws IllegalArgumentException if the stages share weights
     */
    public RungeKuttaStack withAfterSum(Layer layer) {
        return new RungeKuttaStack(tableau, mesh, subnet, weights, Optional.of(layer));
    }

    /**
     * The continuous reading of this stack: the neural ODE that takes the same steps, with the same parameters and the same bits.
     *
     * @return the block; give it another solver to leave the mesh
     * @throws IllegalStateException if the stack is not the discretisation of one vector field; the message says why
     */
    public OdeBlock toContinuous() {
        if (!weights.odeFaithful()) {
            throw new IllegalStateException("a stack with weights " + weights + " has no continuous reading: its "
                    + subnetCount() + " sub-networks are not one vector field");
        }
        return OdeBlock.of(subnet, OdeSolver.onMesh(tableau, mesh), DiscreteAdjoint.storeAll(), mesh.t0(), mesh.t1());
    }

    private int subnetCount() {
        return weights == StackWeights.SHARED ? 1 : mesh.steps() * tableau.stackStages();
    }

    @Override
    public String name() {
        return "stack(" + mesh.steps() + " x " + tableau.name() + ", " + subnet.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        requireSameShape("sub-network", subnet, input);
        afterSum.ifPresent(layer -> requireSameShape("layer after the sum", layer, input));
        return input;
    }

    private static void requireSameShape(String what, Layer layer, Shape input) {
        Shape output = layer.outputShape(input);
        Checks.check(
                output.equals(input),
                "the %s of a Runge-Kutta stack must preserve the shape of its input, but %s maps %s to %s",
                what,
                layer.name(),
                input,
                output);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return groups(
                subnet.parameters(input),
                afterSum.map(layer -> layer.parameters(input)).orElse(List.of()));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return groups(
                subnet.state(input), afterSum.map(layer -> layer.state(input)).orElse(List.of()));
    }

    private List<ParameterGroup> groups(List<ParameterGroup> ofSubnet, List<ParameterGroup> ofAfter) {
        if (weights == StackWeights.SHARED) {
            return ofSubnet;
        }
        List<ParameterGroup> groups = new ArrayList<>();
        for (int n = 0; n < mesh.steps(); n++) {
            for (int i = 0; i < tableau.stages(); i++) {
                if (tableau.isUsed(i)) {
                    String stage = "step" + n + ".stage" + i;
                    ofSubnet.forEach(group -> groups.add(group.within(stage)));
                }
            }
            String after = "step" + n + ".after";
            ofAfter.forEach(group -> groups.add(group.within(after)));
        }
        return groups;
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return values(layer -> layer.initialParameters(input, random));
    }

    @Override
    public double[] initialState(Shape input) {
        return values(layer -> layer.initialState(input));
    }

    private double[] values(Function<Layer, double[]> start) {
        if (weights == StackWeights.SHARED) {
            return start.apply(subnet);
        }
        List<double[]> parts = new ArrayList<>();
        for (int n = 0; n < mesh.steps(); n++) {
            for (int i = 0; i < tableau.stackStages(); i++) {
                parts.add(start.apply(subnet));
            }
            afterSum.ifPresent(layer -> parts.add(start.apply(layer)));
        }
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        List<LayerPart> parts = new ArrayList<>();
        parts.add(new LayerPart(subnet, input, (long) mesh.steps() * tableau.stackStages()));
        afterSum.ifPresent(layer -> parts.add(new LayerPart(layer, input, mesh.steps())));
        return parts;
    }

    @Override
    public OdeStructure structure(Shape input) {
        double totalTime = Math.abs(mesh.t1() - mesh.t0());
        ImmutableList.Builder<String> notes = ImmutableList.builder();
        if (weights.odeFaithful()) {
            notes.addAll(OdeStructure.fieldNotes(subnet, input));
        } else {
            notes.add("each stage has its own weights: these are not steps of one vector field, and the order of "
                    + tableau.name() + " is that of the wiring only");
        }
        return new OdeStructure(
                tableau.name(),
                tableau.order(),
                subnetCount(),
                parameterCount(input),
                mesh.steps(),
                totalTime / mesh.steps(),
                totalTime,
                weights.odeFaithful(),
                notes.build());
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new StackPlan(this, context, input, parameters, state);
    }
}
