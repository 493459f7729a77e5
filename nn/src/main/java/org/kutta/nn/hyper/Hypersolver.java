package org.kutta.nn.hyper;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.heap.BoundHeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * A fixed-step method whose local error is learned: with {@code Psi} the increment of a tableau of order {@code p} and {@code f} the field,
 *
 * <pre>
 *   y(n+1) = y(n) + dt Psi + dt^(p+1) g(t(n), y(n), f(t(n), y(n)))
 * </pre>
 *
 * <p>Whatever {@code g} is, the method keeps order {@code p}; where {@code g} is near the leading coefficient of the local error, it is that much more accurate, for one
 * pass through a small network a step. States are {@code [batch, features]}, row-major. Immutable but for the live parameters of {@code g}.
 *
 * @param base an explicit tableau
 * @param correction the network {@code g}, from state and derivative ({@code 2 * features} inputs) to {@code features} outputs, with the time where it has layers for it
 * @see "Poli et al.: Hypersolvers: toward fast continuous-depth models, arXiv 2007.09601"
 */
public record Hypersolver(ButcherTableau base, HeapMap correction) {

    /**
     * Checks the tableau and the shapes.
     *
     * @param base an explicit tableau whose certificate passes
     * @param correction the network
     */
    public Hypersolver {
        Checks.check(base.explicit(), "tableau", base.name(), "must be explicit");
        base.certify().requirePassed();
        Checks.check(
                correction.inputs() == 2 * correction.outputs(),
                "the correction must take a state and its derivative, %s inputs for its %s outputs, but takes %s",
                2 * correction.outputs(),
                correction.outputs(),
                correction.inputs());
    }

    /** {@return the number of components of one sample} */
    public int features() {
        return correction.outputs();
    }

    /**
     * Takes the corrected steps of a mesh.
     *
     * @param field the field, on {@code [batch, features]}
     * @param mesh the steps
     * @param y0 initial state; not modified
     * @return the state at the end; not finite where the field was not
     */
    public double[] solve(VectorField<double[]> field, Mesh mesh, double[] y0) {
        int batch = batch(y0);
        BoundHeapField bound = correction.bind(batch);
        double[] y = y0.clone();
        double[] next = new double[y.length];
        double[] input = new double[2 * y.length];
        double[] correctionValue = new double[y.length];
        StageFields<double[]> fields = StageFields.shared(field);
        try (RungeKuttaStep<double[]> step = newStep(y)) {
            for (int n = 0; n < mesh.steps(); n++) {
                step.evaluateFirst(fields, n, mesh.t(n), y);
                join(y, step.stage(0), input);
                step.stepFrom(fields, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), y, next);
                bound.evaluate(mesh.t(n), input, correctionValue);
                DoubleArraySpace.INSTANCE.axpy(scale(mesh.dt(n)), correctionValue, next);
                double[] swapped = y;
                y = next;
                next = swapped;
            }
        }
        return y;
    }

    /**
     * What the correction is to learn, along reference solutions: at every node of the mesh {@code (y, f)} and the residual
     * {@code (y(t + dt) - y - dt Psi) / dt^(p+1)}.
     *
     * @param field the field, on {@code [batch, features]}
     * @param mesh the steps that are to be corrected
     * @param reference a solver much more accurate than the base on that mesh
     * @param y0 initial states {@code [batch, features]}; not modified
     * @return one batch of samples for each step
     * @throws org.kutta.solver.SolveFailedException if the reference fails
     */
    public ImmutableList<HyperSamples> samples(
            VectorField<double[]> field, Mesh mesh, OdeSolver reference, double[] y0) {
        batch(y0);
        ImmutableList.Builder<HyperSamples> samples = ImmutableList.builder();
        double[] y = y0.clone();
        StageFields<double[]> fields = StageFields.shared(field);
        OdeSolver whole = reference.throwOnFailure(true);
        try (RungeKuttaStep<double[]> step = newStep(y)) {
            for (int n = 0; n < mesh.steps(); n++) {
                double[] end = whole.solve(field, mesh.t(n), mesh.t(n + 1), y)
                        .finalState()
                        .clone();
                step.evaluateFirst(fields, n, mesh.t(n), y);
                double[] input = new double[2 * y.length];
                join(y, step.stage(0), input);
                double[] residual = new double[y.length];
                step.stepFrom(fields, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), y, residual);
                for (int i = 0; i < residual.length; i++) {
                    residual[i] = (end[i] - residual[i]) / scale(mesh.dt(n));
                }
                samples.add(new HyperSamples(mesh.t(n), input, residual));
                y = end;
            }
        }
        return samples.build();
    }

    private RungeKuttaStep<double[]> newStep(double[] like) {
        return RungeKuttaStep.solutionOnly(base, DoubleArraySpace.INSTANCE, like);
    }

    private double scale(double dt) {
        return Math.pow(dt, base.order() + 1);
    }

    private int batch(double[] y) {
        Checks.check(
                y.length > 0 && y.length % features() == 0,
                "y has length %s but the hypersolver expects [batch, %s]",
                y.length,
                features());
        return y.length / features();
    }

    /** Rows of state and derivative, side by side. */
    private void join(double[] y, double[] f, double[] input) {
        int features = features();
        for (int from = 0; from < y.length; from += features) {
            System.arraycopy(y, from, input, 2 * from, features);
            System.arraycopy(f, from, input, 2 * from + features, features);
        }
    }
}
