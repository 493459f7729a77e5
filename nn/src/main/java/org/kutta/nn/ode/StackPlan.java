package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.AdjointStep;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.Mesh;
import org.kutta.solver.step.RungeKuttaStep;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A stack bound to a batch: the steps of its mesh through the solver's kernel, and back through the adjoint's. */
final class StackPlan implements LayerPlan {
    private final RungeKuttaStack stack;
    private final PlanContext context;
    private final Mesh mesh;
    private final RungeKuttaStep<INDArray> step;
    private final StageLayout.Slices slices;
    private final StackStages stages;
    /** {@code states[n]} before step n; the last is the output. */
    private final INDArray[] states;
    /** The sums, where a layer follows them; {@code sums[n] == states[n + 1]} otherwise. */
    private final INDArray[] sums;

    private final List<LayerPlan> afters = new ArrayList<>();
    private final List<INDArray> afterInputBars = new ArrayList<>();
    private @Nullable AdjointStep<INDArray> adjoint;
    private @Nullable INDArray outputBar;
    private @Nullable INDArray yBar;
    private @Nullable INDArray afterBar;

    StackPlan(RungeKuttaStack stack, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.stack = stack;
        this.context = context;
        this.mesh = stack.mesh();
        Shape shape = Shape.ofSamples(input);
        this.slices = stack.layout().of(shape);
        this.step = RungeKuttaStep.solutionOnly(stack.tableau(), NdArraySpace.of(context.dataType()), input);
        this.states = new INDArray[mesh.steps() + 1];
        this.sums = new INDArray[mesh.steps()];
        states[0] = input;
        boolean shared = stack.weights().odeFaithful();
        INDArray[] turns = shared ? new INDArray[] {context.allocate(shape), context.allocate(shape)} : new INDArray[0];
        for (int n = 0; n < mesh.steps(); n++) {
            sums[n] = shared ? turns[n % 2] : context.allocate(shape);
            states[n + 1] =
                    stack.afterSum().isPresent() ? after(stack.afterSum().get(), n, parameters, state) : sums[n];
        }
        this.stages = shared
                ? new SharedStages(stack, context, input, parameters, state)
                : new OwnStages(slices, context, states, step::stage, parameters, state);
    }

    private INDArray after(Layer layer, int n, INDArray parameters, INDArray state) {
        LayerPlan plan = layer.plan(context, sums[n], slices.ofAfter(parameters, n), slices.stateOfAfter(state, n));
        afters.add(plan);
        return plan.output();
    }

    @Override
    public INDArray output() {
        return states[mesh.steps()];
    }

    @Override
    public boolean needsOutput() {
        return !afters.isEmpty() && afters.get(afters.size() - 1).needsOutput();
    }

    @Override
    public void forward(double t) {
        stages.beginForward();
        for (int n = 0; n < mesh.steps(); n++) {
            step.step(stages, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), states[n], sums[n]);
            if (!afters.isEmpty()) {
                afters.get(n).forward(mesh.t(n + 1));
            }
        }
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        this.outputBar = outputBar;
        INDArray bar = context.acquire(outputBar.shape());
        yBar = bar;
        adjoint = new AdjointStep<>(stack.tableau(), NdArraySpace.of(context.dataType()), bar);
        stages.bindBackward(parametersBar);
        if (!afters.isEmpty()) {
            bindAfters(context.acquire(outputBar.shape()), parametersBar);
        }
        return bar;
    }

    private void bindAfters(INDArray top, INDArray parametersBar) {
        afterBar = top;
        for (int n = 0; n < afters.size(); n++) {
            INDArray bottom = afters.get(n).bindBackward(top, slices.ofAfter(parametersBar, n));
            afterInputBars.add(bottom);
            if (!NativeArrays.sameMemory(bottom, top)) {
                context.release(bottom);
            }
        }
        context.release(top);
    }

    @Override
    public double backward() {
        AdjointStep<INDArray> transpose = adjoint;
        INDArray bar = yBar;
        INDArray top = outputBar;
        if (transpose == null || bar == null || top == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        NativeArrays.copy(top, bar);
        stages.beginBackward();
        for (int n = mesh.steps() - 1; n >= 0; n--) {
            if (afterBar != null) {
                NativeArrays.copy(bar, afterBar);
                afters.get(n).backward();
                NativeArrays.copy(afterInputBars.get(n), bar);
            }
            transpose.pullback(stages, n, mesh.dt(n), bar);
        }
        return 0;
    }

    @Override
    public void commitStatistics() {
        stages.commitStatistics();
        afters.forEach(LayerPlan::commitStatistics);
    }

    @Override
    public void resample(RandomGenerator random) {
        stages.resample(random);
        afters.forEach(plan -> plan.resample(random));
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        for (int n = 0; n < mesh.steps(); n++) {
            step.step(stages, n, mesh.t(n), mesh.dt(n), mesh.t(n + 1), states[n], sums[n]);
            if (!NativeArrays.isFinite(sums[n])) {
                String where = "step " + n;
                return Optional.of(stages.firstNonFinite(n)
                        .map(stage -> where + ", " + stage)
                        .orElse(where));
            }
            if (!afters.isEmpty()) {
                afters.get(n).forward(mesh.t(n + 1));
                if (!NativeArrays.isFinite(states[n + 1])) {
                    return Optional.of("the layer after step " + n);
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public long nfeForward() {
        return (long) mesh.steps() * stack.tableau().stackStages();
    }

    @Override
    public long nfeBackward() {
        return nfeForward();
    }

    @Override
    public long bytes() {
        long ofStep = (stack.tableau().stages() + 1L) * NativeArrays.bytes(states[0]);
        return ofStep + (adjoint == null ? 0 : adjoint.bytes()) + stages.bytes();
    }

    @Override
    public void close() {
        stages.close();
        afters.forEach(LayerPlan::close);
        step.close();
        if (adjoint != null) {
            adjoint.close();
        }
    }
}
