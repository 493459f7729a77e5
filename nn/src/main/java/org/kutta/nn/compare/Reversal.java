package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/**
 * Whether a trained block can be run backwards: solved back from its outputs on the same steps, does it come to its inputs, and is the gradient that an adjoint takes on the
 * way that of the steps themselves?
 *
 * <p>A residual network read backwards by Euler has an error of the size of its steps, by Heun's method of their square where weights are smooth in depth; a
 * network that depends on its steps comes to other inputs.
 *
 * @param reverse name of the tableau of the way back
 * @param reconstructionError norm of the difference between the states it came to and the inputs, relative to the larger of the norms of inputs and
 *     outputs
 * @param gradient how the parameters' gradient agrees with that of the steps; of the inputs' where the field has no parameters
 * @param inputGradient how the inputs' gradient agrees with that of the steps
 * @see "Sander, Ablin, Peyre: Do residual neural networks discretize neural ordinary differential equations?, arXiv 2205.14612"
 */
public record Reversal(String reverse, double reconstructionError, Likeness gradient, Likeness inputGradient) {

    /**
     * How a vector agrees with a reference.
     *
     * @param cosine cosine of the angle between both
     * @param relativeError norm of the difference relative to that of the reference
     */
    public record Likeness(double cosine, double relativeError) {
        static <S> Likeness of(StateSpace<S> space, S taken, S reference) {
            double product = space.dot(taken, reference);
            double takenSquare = space.dot(taken, taken);
            double referenceSquare = space.dot(reference, reference);
            space.axpy(-1, reference, taken);
            double error = Math.sqrt(space.dot(taken, taken) / referenceSquare);
            return new Likeness(product / Math.sqrt(takenSquare * referenceSquare), error);
        }
    }

    /**
     * Runs a block back by Euler's and by Heun's method.
     *
     * @param problem the field, its states and steps
     * @param outputBar gradient of a loss by the block's output; not modified
     * @param <S> type of the state
     * @return the two ways back
     * @throws org.kutta.solver.SolveFailedException if the way forth fails
     * @throws org.kutta.adjoint.GradientFailedException if a way back comes to states that are not finite
     */
    public static <S> ImmutableList<Reversal> measure(FieldProblem<S> problem, S outputBar) {
        return ImmutableList.of(
                measure(problem, outputBar, Tableaus.EULER), measure(problem, outputBar, Tableaus.HEUN2));
    }

    /**
     * Runs a block back.
     *
     * @param problem the field, its states and steps
     * @param outputBar gradient of a loss by the block's output; not modified
     * @param tableau an explicit tableau for the way back
     * @param <S> type of the state
     * @return the way back
     * @throws org.kutta.solver.SolveFailedException if the way forth fails
     * @throws org.kutta.adjoint.GradientFailedException if the way back comes to states that are not finite
     */
    public static <S> Reversal measure(FieldProblem<S> problem, S outputBar, ButcherTableau tableau) {
        Checks.check(
                problem.space().sameShape(problem.y0(), outputBar),
                "shape of outputBar",
                problem.space().describeShape(outputBar),
                "must be that of the state, " + problem.space().describeShape(problem.y0()));
        OdeSolver back = OdeSolver.onMesh(tableau, reversed(problem.mesh()));
        StateSpace<S> space = problem.space();
        Gradient<S> exact = new Gradient<>(problem, DiscreteAdjoint.storeAll(), outputBar);
        // whatever it comes to is what is to be told
        Gradient<S> solvedBack = new Gradient<>(
                problem, BacksolveAdjoint.create().backward(back).reportAbove(Double.MAX_VALUE), outputBar);
        Likeness inputs = Likeness.of(space, solvedBack.inputs, exact.inputs);
        boolean parameters = space.size(exact.parameters) > 0;
        Likeness gradient = parameters ? Likeness.of(space, solvedBack.parameters, exact.parameters) : inputs;
        exact.release(space);
        solvedBack.release(space);
        return new Reversal(tableau.name(), solvedBack.reconstructionError, gradient, inputs);
    }

    private static Mesh reversed(Mesh mesh) {
        double[] nodes = new double[mesh.steps() + 1];
        for (int n = 0; n < nodes.length; n++) {
            nodes[n] = mesh.t(mesh.steps() - n);
        }
        return Mesh.of(nodes);
    }

    /** A gradient taken by one method. */
    private static final class Gradient<S> {
        final S inputs;
        final S parameters;
        final double reconstructionError;

        Gradient(FieldProblem<S> problem, GradientMethod method, S outputBar) {
            StateSpace<S> space = problem.space();
            inputs = space.zerosLike(problem.y0());
            parameters = space.zerosLike(problem.field().parameters());
            OdeSolver solver = OdeSolver.onMesh(problem.tableau(), problem.mesh());
            try (GradientSolve<S> solve = method.bind(solver, space, problem.field(), problem.y0())) {
                solve.forward(problem.mesh().t0(), problem.mesh().t1(), problem.y0());
                solve.backward(outputBar, inputs, parameters);
                reconstructionError = solve.stats().reconstructionError();
            }
        }

        void release(StateSpace<S> space) {
            space.release(inputs);
            space.release(parameters);
        }
    }
}
