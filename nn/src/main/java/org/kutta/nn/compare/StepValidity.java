package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.TangentLinearization;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;

/**
 * How long the steps are against the field's change: {@code dt Lip(f)} at every node of the training steps, {@code Lip} by power iteration on {@code (df/dy)^T df/dy}.
 *
 * <p>Below 1 an Euler step is injective: trajectories cannot cross. The norm is that of the Jacobian at the data's own states, each iteration a lower bound of
 * it, so a product above 1 is certain and one below 1 holds where the data are. Samples of a batch do not mix in it: the largest of them counts.
 *
 * @param points the nodes, the last one left out
 */
public record StepValidity(ImmutableList<Point> points) {
    private static final double SETTLED = 1e-4;

    /**
     * One node.
     *
     * @param t its time
     * @param dt length of the step that begins there
     * @param lipschitz largest singular value of the Jacobian there, in 1 / time; NaN if a state is not finite
     */
    public record Point(double t, double dt, double lipschitz) {

        /** {@return the product} */
        public double product() {
            return dt * lipschitz;
        }
    }

    /** {@return the largest product; NaN if one is} */
    public double largest() {
        return points.stream().mapToDouble(Point::product).max().orElse(Double.NaN);
    }

    /** {@return whether every Euler step on this mesh is injective near the data} */
    public boolean isInjective() {
        return points.stream().allMatch(point -> point.product() < 1);
    }

    /**
     * Measures along the solve of the training.
     *
     * @param problem the field, its states and steps
     * @param iterations most power iterations a node, at least 1; they end when the norm settles
     * @param seed seed of the direction they begin with
     * @param <S> type of the state
     * @return the products
     */
    public static <S> StepValidity measure(FieldProblem<S> problem, int iterations, long seed) {
        Checks.atLeast("iterations", iterations, 1);
        ImmutableList.Builder<Point> points = ImmutableList.builder();
        OdeSolver solver = OdeSolver.onMesh(problem.tableau(), problem.mesh()).throwOnFailure(false);
        try (BoundField<S> field = problem.field().bind(problem.y0());
                Iteration<S> iteration = new Iteration<>(problem, field, seed);
                OdeIntegration<S> solve = solver.start(OdeProblem.of(
                        problem.space(),
                        field,
                        problem.mesh().t0(),
                        problem.mesh().t1(),
                        problem.y0()))) {
            for (int n = 0; n < problem.mesh().steps(); n++) {
                double norm = iteration.norm(solve.t(), solve.state(), iterations);
                points.add(
                        new Point(problem.mesh().t(n), Math.abs(problem.mesh().dt(n)), norm));
                if (!solve.step()) {
                    break;
                }
            }
        }
        return new StepValidity(points.build());
    }

    /** Power iteration with its buffers; it begins each node with the direction of the one before. */
    private static final class Iteration<S> implements AutoCloseable {
        private final StateSpace<S> space;
        private final BoundField<S> field;
        private final Linearization<S> linearization;
        private final @Nullable TangentLinearization<S> tangents;
        private final S direction;
        private final S image;
        private final S shifted;
        private final S value;

        Iteration(FieldProblem<S> problem, BoundField<S> field, long seed) {
            this.space = problem.space();
            this.field = field;
            this.linearization = field.newLinearization();
            this.tangents = linearization instanceof TangentLinearization<S> tangent ? tangent : null;
            this.direction = space.zerosLike(problem.y0());
            this.image = space.zerosLike(direction);
            this.shifted = space.zerosLike(direction);
            this.value = space.zerosLike(direction);
            SplittableRandom random = new SplittableRandom(seed);
            for (long i = 0; i < space.size(direction); i++) {
                problem.components().set(direction, i, random.nextDouble(-1, 1));
            }
        }

        double norm(double t, S y, int iterations) {
            linearization.at(t, y, value);
            double norm = 0;
            for (int k = 0; k < iterations; k++) {
                normalize(direction);
                multiply(t, y);
                double next = Math.sqrt(space.dot(image, image));
                boolean settled = Math.abs(next - norm) <= SETTLED * next;
                norm = next;
                if (settled || !(norm > 0)) {
                    break;
                }
                space.setZero(direction);
                linearization.pullback(image, direction, null);
            }
            return norm;
        }

        private void normalize(S x) {
            double norm = Math.sqrt(space.dot(x, x));
            space.scale(norm > 0 ? 1 / norm : 0, x);
        }

        /** {@code image = (df/dy) direction}: exact where the field can, else a central difference whose shift balances its own error against rounding. */
        private void multiply(double t, S y) {
            if (tangents != null) {
                tangents.tangent(0, direction, null, image);
                return;
            }
            double size = Math.sqrt(space.dot(y, y) / Math.max(1, space.size(y)));
            double shift = Math.cbrt(space.unitRoundoff()) * Math.max(1, size);
            shift(y, -shift);
            field.evaluate(t, shifted, value);
            shift(y, shift);
            field.evaluate(t, shifted, image);
            space.axpy(-1, value, image);
            space.scale(0.5 / shift, image);
        }

        private void shift(S y, double size) {
            space.copy(y, shifted);
            space.axpy(size, direction, shifted);
        }

        @Override
        public void close() {
            linearization.close();
            space.release(direction);
            space.release(image);
            space.release(shifted);
            space.release(value);
        }
    }
}
