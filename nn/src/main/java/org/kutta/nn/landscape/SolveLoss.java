package org.kutta.nn.landscape;

import java.util.Arrays;
import java.util.function.Function;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.tangent.FinalLoss;
import org.kutta.adjoint.tangent.HessianProduct;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.SolveFailedException;

/**
 * The mean square distance of solved states from wanted ones, as a function of a field's parameters.
 *
 * <p>Hessian products are exact where the field's linearizations have tangents, as those of {@link org.kutta.nn.heap.HeapField} do. Where a solve fails, the loss is NaN.
 */
public final class SolveLoss implements FlatLoss {
    private final Function<double[], ? extends DifferentiableField<double[]>> fields;
    private final int size;
    private final OdeSolver solver;
    private final double t0;
    private final double t1;
    private final double[] starts;
    private final double[] targets;

    /**
     * A loss of final states.
     *
     * @param fields makes the field that reads a given live parameter vector, such as {@code p -> HeapField.of(layer, features, p).singleThreaded()}; called once for each
     *     thread
     * @param size number of parameters, at least 1
     * @param solver how the field is solved; it throws on failure
     * @param t0 time of the starts
     * @param t1 time of the targets
     * @param starts initial states, all in one array as the field takes a batch; copied
     * @param targets wanted final states, likewise; copied
     * @throws IllegalArgumentException if starts and targets have different lengths
     */
    public SolveLoss(
            Function<double[], ? extends DifferentiableField<double[]>> fields,
            int size,
            OdeSolver solver,
            double t0,
            double t1,
            double[] starts,
            double[] targets) {
        this.fields = fields;
        this.size = Checks.atLeast("size", size, 1);
        this.solver = solver.throwOnFailure(true);
        this.t0 = Checks.finite("t0", t0);
        this.t1 = Checks.finite("t1", t1);
        Checks.check(
                starts.length == targets.length,
                "targets have length %s but the starts %s: they must be as long",
                targets.length,
                starts.length);
        this.starts = starts.clone();
        this.targets = targets.clone();
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public BoundLoss bind(boolean gradients) {
        return new Bound();
    }

    private final class Bound implements BoundLoss {
        private final double[] parameters = new double[size];
        private final double[] finalBar = new double[starts.length];
        private final Distance distance = new Distance();
        private final GradientSolve<double[]> solve;
        private final HessianProduct<double[]> products;

        Bound() {
            DifferentiableField<double[]> field = fields.apply(parameters);
            DiscreteAdjoint method = DiscreteAdjoint.storeAll();
            solve = method.bind(solver, DoubleArraySpace.INSTANCE, field, starts);
            products = HessianProduct.bind(method, solver, DoubleArraySpace.INSTANCE, field, starts);
        }

        private double[] finalState(double[] point) {
            System.arraycopy(point, 0, parameters, 0, size);
            return solve.forward(t0, t1, starts).finalState();
        }

        private double value(double[] state) {
            double sum = 0;
            for (int i = 0; i < state.length; i++) {
                double gap = state[i] - targets[i];
                sum += gap * gap;
            }
            return sum / state.length;
        }

        @Override
        public double loss(double[] point) {
            try {
                return value(finalState(point));
            } catch (SolveFailedException e) {
                return Double.NaN;
            }
        }

        @Override
        public double lossAndGradient(double[] point, double[] gradient) {
            try {
                double[] state = finalState(point);
                distance.gradient(state, finalBar);
                Arrays.fill(gradient, 0);
                solve.backward(finalBar, null, gradient);
                return value(state);
            } catch (SolveFailedException e) {
                Arrays.fill(gradient, Double.NaN);
                return Double.NaN;
            }
        }

        @Override
        public void hessianProduct(double[] point, double[] direction, double[] product) {
            System.arraycopy(point, 0, parameters, 0, size);
            Arrays.fill(product, 0);
            try {
                products.multiply(distance, t0, t1, starts, null, direction, null, product);
            } catch (SolveFailedException e) {
                Arrays.fill(product, Double.NaN);
            }
        }

        @Override
        public boolean hasExactProducts() {
            return products.isExact();
        }

        @Override
        public void close() {
            products.close();
            solve.close();
        }
    }

    /** Derivatives of the mean square distance. */
    private final class Distance implements FinalLoss<double[]> {
        @Override
        public void gradient(double[] y, double[] yBar) {
            for (int i = 0; i < y.length; i++) {
                yBar[i] = 2 * (y[i] - targets[i]) / y.length;
            }
        }

        @Override
        public void hessianProduct(double[] y, double[] yDot, double[] result) {
            for (int i = 0; i < y.length; i++) {
                result[i] = 2 * yDot[i] / y.length;
            }
        }
    }
}
