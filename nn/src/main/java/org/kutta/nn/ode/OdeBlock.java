package org.kutta.nn.ode;

import java.util.List;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.GradientMethod;
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
 * The continuous reading of a tableau: the output is the solution at {@code t1} of {@code dy/dt = field(t, y)} with the input at {@code t0}.
 *
 * <p>Parameters are those of the field. The whole batch is one system: its samples share the steps. A solve that fails throws
 * {@link org.kutta.solver.SolveFailedException}.
 *
 * @param field the right-hand side; preserves its input's shape
 * @param solver how the solve is done
 * @param method how its gradient is taken
 * @param t0 time of the input
 * @param t1 time of the output, not {@code t0}
 * @see "Chen et al.: Neural ordinary differential equations, arXiv 1806.07366"
 */
public record OdeBlock(Layer field, OdeSolver solver, GradientMethod method, double t0, double t1) implements OdeLayer {

    /**
     * Checks that the settings go together.
     *
     * @param field the right-hand side
     * @param solver how the solve is done; a mesh must be that of the interval
     * @param method how its gradient is taken
     * @param t0 finite
     * @param t1 finite, not {@code t0}
     */
    public OdeBlock {
        Checks.finite("t0", t0);
        Checks.finite("t1", t1);
        Checks.check(t0 != t1, "t1", t1, "must not be t0");
        Checks.check(
                solver.throwsOnFailure(),
                "throwOnFailure",
                false,
                "must be true for the solver of a block: its output is the state at t1, never part of the way");
        // Refuses the mesh of another interval here rather than in the first solve.
        solver.meshOver(t0, t1);
    }

    /**
     * A neural ODE.
     *
     * @param field the right-hand side
     * @param solver how the solve is done
     * @param method how its gradient is taken
     * @param t0 time of the input
     * @param t1 time of the output
     * @return the block
     */
    public static OdeBlock of(Layer field, OdeSolver solver, GradientMethod method, double t0, double t1) {
        return new OdeBlock(field, solver, method, t0, t1);
    }

    /**
     * This block with another solver: the same trained field, solved differently.
     *
     * @param other how the solve is done
     * @return the block
     */
    public OdeBlock withSolver(OdeSolver other) {
        return new OdeBlock(field, other, method, t0, t1);
    }

    /**
     * The discrete reading of this field: the residual stack that takes the steps of a tableau on a mesh, with the same parameters. It has the same bits as
     * this block where the block's own solver takes those steps.
     *
     * @param tableau an explicit tableau
     * @param mesh steps over the block's interval
     * @return the stack
     * @throws IllegalArgumentException if the mesh has another interval
     */
    public RungeKuttaStack discretize(ButcherTableau tableau, Mesh mesh) {
        Checks.check(
                mesh.t0() == t0 && mesh.t1() == t1,
                "the %s must have the interval of the block, [%s, %s]",
                mesh,
                t0,
                t1);
        return RungeKuttaStack.shared(tableau, mesh, field);
    }

    /**
     * The residual stack that is this block: its own tableau on its own mesh.
     *
     * @return the stack
     * @throws IllegalStateException if the solver controls its steps, so that every input has a mesh of its own
     */
    public RungeKuttaStack discretize() {
        Mesh mesh = solver.meshOver(t0, t1);
        if (mesh == null) {
            throw new IllegalStateException(
                    "a block whose solver controls its steps is no stack: its mesh depends on the"
                            + " input; give discretize a tableau and a mesh");
        }
        return discretize(solver.tableau(), mesh);
    }

    @Override
    public String name() {
        return "ode(" + solver.tableau().name() + ", " + field.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        Shape output = field.outputShape(input);
        Checks.check(
                output.equals(input),
                "the field of an ODE block must preserve the shape of the state, but %s maps %s to %s",
                field.name(),
                input,
                output);
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return field.parameters(input);
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return field.state(input);
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return field.initialParameters(input, random);
    }

    @Override
    public double[] initialState(Shape input) {
        return field.initialState(input);
    }

    /** The field, as often as a forward pass evaluates it; where a tolerance decides how often that is, as often as one step does. */
    @Override
    public List<LayerPart> parts(Shape input) {
        Mesh mesh = solver.meshOver(t0, t1);
        long steps = mesh == null ? 1 : mesh.steps();
        return List.of(new LayerPart(field, input, steps * solver.tableau().stackStages()));
    }

    @Override
    public OdeStructure structure(Shape input) {
        double totalTime = Math.abs(t1 - t0);
        Mesh mesh = solver.meshOver(t0, t1);
        return OdeStructure.of(
                this, input, solver.tableau(), mesh, totalTime, 1, true, OdeStructure.fieldNotes(field, input));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new OdePlan(this, context, input, parameters, state);
    }
}
