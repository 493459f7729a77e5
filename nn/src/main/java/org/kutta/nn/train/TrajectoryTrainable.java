package org.kutta.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A field on {@code double[]} fitted to observed series: the loss is the mean square distance of the solution from what was
 * observed, over the observed components.
 *
 * <p>The field's own parameter vector is written before each solve, so that it holds the trained values at the end.
 */
public final class TrajectoryTrainable implements Trainable<Trajectory> {
    private final DifferentiableField<double[]> field;
    private final int features;
    private final GradientSolve<double[]> solve;
    private final INDArray parameters;
    private final INDArray gradient;
    private final double[] parametersBar;
    private final List<double[]> savedBars = new ArrayList<>();

    /**
     * A field to be fitted.
     *
     * @param field the field; its parameters are modified by training
     * @param features number of components of a state
     * @param solver how the field is solved
     * @param method how the gradient is taken
     */
    public TrajectoryTrainable(
            DifferentiableField<double[]> field, int features, OdeSolver solver, GradientMethod method) {
        this.field = field;
        this.features = Checks.atLeast("features", features, 1);
        this.solve = method.bind(solver, DoubleArraySpace.INSTANCE, field, new double[features]);
        this.parametersBar = new double[field.parameters().length];
        this.parameters = NativeArrays.vector(DataType.DOUBLE, field.parameters());
        this.gradient = NativeArrays.zeros(DataType.DOUBLE, parametersBar.length);
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public ParameterLayout layout() {
        return field.layout();
    }

    @Override
    public long samples(Trajectory batch) {
        return 1;
    }

    @Override
    public void check(Trajectory batch) {
        Checks.check(
                batch.features() == features,
                "trajectory has %s components but the field has %s",
                batch.features(),
                features);
        Checks.check(batch.observed() > 0, "trajectory has no observed component after its first state");
    }

    @Override
    public double lossAndGradient(Trajectory batch) {
        readParameters();
        double[] times = batch.times().toArray();
        double[] later = Arrays.copyOfRange(times, 1, times.length);
        List<double[]> predicted = solve.forward(
                        times[0], times[times.length - 1], batch.states().get(0).toArray(), later)
                .states();
        double loss = compare(batch, predicted);
        if (Double.isFinite(loss)) {
            Arrays.fill(parametersBar, 0);
            solve.backward(savedBars.subList(0, later.length), null, parametersBar);
            NativeArrays.write(parametersBar, gradient);
        }
        return loss;
    }

    private double compare(Trajectory batch, List<double[]> predicted) {
        double count = batch.observed();
        double sum = 0;
        for (int n = 0; n < predicted.size(); n++) {
            if (savedBars.size() == n) {
                savedBars.add(new double[features]);
            }
            double[] bar = savedBars.get(n);
            for (int i = 0; i < features; i++) {
                double seen = batch.states().get(n + 1).get(i);
                double gap = Double.isNaN(seen) ? 0 : predicted.get(n)[i] - seen;
                sum += gap * gap;
                bar[i] = 2 * gap / count;
            }
        }
        return sum / count;
    }

    private void readParameters() {
        System.arraycopy(NativeArrays.toHeap(parameters), 0, field.parameters(), 0, parametersBar.length);
    }

    /** Leaves the trained parameters in the field, and frees what is held. */
    @Override
    public void close() {
        readParameters();
        solve.close();
        parameters.close();
        gradient.close();
    }
}
