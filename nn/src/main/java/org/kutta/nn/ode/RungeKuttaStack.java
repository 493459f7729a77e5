package org.kutta.nn.ode;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * <p>Parameter groups are those of the sub-network ({@code SHARED}, {@code IN_TIME}), or {@code step0.stage0.weight}, … ({@code PER_STAGE}).
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
        Checks.check(
                (weights == StackWeights.IN_TIME) == (subnet instanceof TimeVarying),
                "weights",
                weights,
                "must be IN_TIME for a time-varying sub-network, and for no other");
    }

    /**
     * A stack whose stages share one sub-network: a fixed-step neural ODE. Where that is {@link TimeVarying}, the weights are {@code IN_TIME}.
     *
     * @param tableau an explicit tableau
     * @param mesh steps and their times
     * @param field the sub-network
     * @return the stack
     */
    public static RungeKuttaStack shared(ButcherTableau tableau, Mesh mesh, Layer field) {
        StackWeights weights = field instanceof TimeVarying ? StackWeights.IN_TIME : StackWeights.SHARED;
        return new RungeKuttaStack(tableau, mesh, field, weights, Optional.empty());
    }

    /**
     * A stack whose stages share one sub-network with parameters that depend on time, each stage taking those of its own time: a fixed-step neural ODE with the field
     * {@code f(t, y; theta(t))}.
     *
     * @param tableau an explicit tableau
     * @param mesh steps and their times
     * @param field the sub-network
     * @param basis how its parameters depend on time
     * @return the stack
     */
    public static RungeKuttaStack inTime(ButcherTableau tableau, Mesh mesh, Layer field, TimeBasis basis) {
        return shared(tableau, mesh, new TimeVarying(field, basis));
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
        return weights.odeFaithful() ? 1 : mesh.steps() * tableau.stackStages();
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

    static void requireSameShape(String what, Layer layer, Shape input) {
        Shape output = layer.outputShape(input);
        Checks.check(
                output.equals(input),
                "the %s of a Runge-Kutta stack must preserve the shape of its input, but %s maps %s to %s",
                what,
                layer.name(),
                input,
                output);
    }

    /** Where own weights are. */
    StageLayout layout() {
        return new StageLayout(StageLayout.usedBy(tableau), mesh.steps(), subnet, afterSum);
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return weights.odeFaithful() ? subnet.parameters(input) : layout().groups(layer -> layer.parameters(input));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return weights.odeFaithful() ? subnet.state(input) : layout().groups(layer -> layer.state(input));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return weights.odeFaithful()
                ? subnet.initialParameters(input, random)
                : layout().values(layer -> layer.initialParameters(input, random));
    }

    @Override
    public double[] initialState(Shape input) {
        return weights.odeFaithful() ? subnet.initialState(input) : layout().values(layer -> layer.initialState(input));
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
            if (subnet instanceof TimeVarying field && field.basis() instanceof PiecewiseConstant) {
                notes.add("the field jumps from piece to piece: the order of " + tableau.name()
                        + " holds within the pieces only");
            }
        } else {
            notes.add("each stage has its own weights: these are not steps of one vector field, and the order of "
                    + tableau.name() + " is that of the wiring only");
        }
        return OdeStructure.of(
                this, input, tableau, mesh, totalTime, subnetCount(), weights.odeFaithful(), notes.build());
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new StackPlan(this, context, input, parameters, state);
    }
}
