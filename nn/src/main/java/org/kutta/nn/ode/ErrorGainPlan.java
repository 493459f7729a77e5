package org.kutta.nn.ode;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Self-damping blocks bound to a batch. The stages come from the solver's kernel; update and error of each step are kept, and their cotangents
 * {@code uBar}, {@code eBar} go back through
 *
 * <pre>
 *   kBar_i = dt (b_i uBar + e_i eBar + sum over j &gt; i of a_ji l_j),  l_i = J_i^T kBar_i
 * </pre>
 */
final class ErrorGainPlan implements LayerPlan {
    private final ErrorGainStack stack;
    private final PlanContext context;
    private final Mesh mesh;
    private final NdArraySpace space;
    private final RungeKuttaStep<INDArray> step;
    private final OwnStages stages;
    private final INDArray[] states;
    private final SampleGain[] gains;
    private final INDArray plainSum;
    private final double[] weights;
    private final double[] errorWeights;
    private final INDArray[] stageArrays;
    /** uBar, eBar, then l_i by stage. */
    private final INDArray[] terms;

    private final double[] row;
    private @Nullable Bars backward;

    /** What the backward pass begins with, where it ends, and the cotangent of a stage. */
    private record Bars(INDArray outputBar, INDArray yBar, INDArray kBar) {}

    ErrorGainPlan(ErrorGainStack stack, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.stack = stack;
        this.context = context;
        this.mesh = stack.mesh();
        this.space = NdArraySpace.of(context.dataType());
        ButcherTableau tableau = stack.tableau();
        this.step = new RungeKuttaStep<>(tableau, space, input);
        this.states = new INDArray[mesh.steps() + 1];
        this.gains = new SampleGain[mesh.steps()];
        states[0] = input;
        for (int n = 0; n < gains.length; n++) {
            states[n + 1] = context.allocate(input.shape());
            gains[n] = new SampleGain(context, stack.power(), stack.tolerance(), states[n], states[n + 1]);
        }
        this.terms = new INDArray[2 + tableau.stages()];
        this.row = new double[terms.length];
        this.plainSum = context.allocate(input.shape());
        this.stages = new OwnStages(
                stack.layout().of(Shape.ofSamples(input)), context, states, step::stage, parameters, state);
        this.weights = new double[tableau.stages()];
        this.errorWeights = new double[tableau.stages()];
        this.stageArrays = new INDArray[tableau.stages()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = tableau.b(i);
            errorWeights[i] = tableau.e(0, i);
            stageArrays[i] = step.stage(i);
        }
    }

    @Override
    public INDArray output() {
        return states[mesh.steps()];
    }

    @Override
    public boolean needsOutput() {
        return false;
    }

    @Override
    public void forward(double t) {
        stages.beginForward();
        for (int n = 0; n < mesh.steps(); n++) {
            step.step(stages, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), states[n], plainSum);
            space.combine(mesh.dt(n), weights, stageArrays, weights.length, gains[n].update());
            space.combine(mesh.dt(n), errorWeights, stageArrays, weights.length, gains[n].error());
            gains[n].forward();
        }
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        INDArray yBar = context.acquire(outputBar.shape());
        Arrays.setAll(terms, i -> context.allocate(outputBar.shape()));
        backward = new Bars(outputBar, yBar, context.allocate(outputBar.shape()));
        for (int n = mesh.steps() - 1; n >= 0; n--) {
            gains[n].bindBackward(context, yBar, terms[0], terms[1]);
        }
        stages.bindBackward(parametersBar);
        return yBar;
    }

    @Override
    public double backward() {
        Bars bars = backward;
        if (bars == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        NativeArrays.copy(bars.outputBar, bars.yBar);
        stages.beginBackward();
        for (int n = mesh.steps() - 1; n >= 0; n--) {
            gains[n].backward();
            for (int i = weights.length - 1; i >= 0; i--) {
                pullback(bars, n, i);
            }
        }
        return 0;
    }

    private void pullback(Bars bars, int n, int stage) {
        Arrays.fill(row, 0);
        row[0] = weights[stage];
        row[1] = errorWeights[stage];
        for (int j = stage + 1; j < weights.length; j++) {
            row[2 + j] = stack.tableau().a(j, stage);
        }
        space.combine(mesh.dt(n), row, terms, row.length, bars.kBar);
        INDArray l = terms[2 + stage];
        NativeArrays.setZero(l);
        stages.pullback(n, stage, bars.kBar, l);
        NativeArrays.axpy(1, l, bars.yBar);
    }

    @Override
    public void commitStatistics() {
        stages.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        stages.resample(random);
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        forward(t);
        for (int n = 0; n < mesh.steps(); n++) {
            if (!NativeArrays.isFinite(states[n + 1])) {
                String where = "step " + n;
                return Optional.of(stages.firstNonFinite(n)
                        .map(stage -> where + ", " + stage)
                        .orElse(where));
            }
        }
        return Optional.empty();
    }

    @Override
    public long nfeForward() {
        return (long) mesh.steps() * stack.tableau().stages();
    }

    @Override
    public long nfeBackward() {
        return nfeForward();
    }

    @Override
    public long bytes() {
        return (weights.length + 1L) * NativeArrays.bytes(states[0]) + stages.bytes();
    }

    @Override
    public void close() {
        stages.close();
        step.close();
    }
}
