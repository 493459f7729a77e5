package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.AdjointStep;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A transition bound to a batch: the kernel's step with its first stage handed in, and back through the adjoint's with that stage's cotangent kept aside. */
final class TransitionPlan implements LayerPlan, StageFields<INDArray>, AdjointStep.StagePullback<INDArray> {
    private final TransitionStep layer;
    private final PlanContext context;
    private final List<TransitionStep.Slot> slots;
    private final List<INDArray> slices = new ArrayList<>();
    private final RungeKuttaStep<INDArray> step;
    private final LayerPlan shortcut;
    private final LayerPlan first;
    /** By stage; null for the first and for those that are not used. */
    private final @Nullable StageFrame[] later;

    private final INDArray sum;
    private final @Nullable LayerPlan after;
    private @Nullable AdjointStep<INDArray> adjoint;
    private @Nullable INDArray sumBar;
    private @Nullable INDArray afterBar;
    private @Nullable INDArray firstBar;
    private @Nullable INDArray firstInputBar;
    private @Nullable INDArray inputBar;

    TransitionPlan(TransitionStep layer, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.layer = layer;
        this.context = context;
        Shape shape = Shape.ofSamples(input);
        this.slots = layer.slots(shape);
        List<INDArray> states = new ArrayList<>();
        cut(parameters, state, states);
        this.shortcut = layer.shortcut().plan(context, input, slices.get(0), states.get(0));
        this.first = layer.first().plan(context, input, slices.get(1), states.get(1));
        INDArray base = shortcut.output();
        this.step = RungeKuttaStep.solutionOnly(layer.tableau(), NdArraySpace.of(context.dataType()), base);
        this.later = new StageFrame[layer.tableau().stages()];
        int slot = 2;
        for (int i = 1; i < later.length; i++) {
            if (layer.tableau().isUsed(i)) {
                INDArray stageInput = context.allocate(base.shape());
                later[i] = new StageFrame(
                        stageInput,
                        layer.subnet()
                                .planInto(context, stageInput, slices.get(slot), states.get(slot), step.stage(i)));
                slot++;
            }
        }
        this.sum = context.allocate(base.shape());
        this.after = layer.afterSum().isPresent()
                ? layer.afterSum().get().plan(context, sum, slices.get(slot), states.get(slot))
                : null;
    }

    private void cut(INDArray parameters, INDArray state, List<INDArray> states) {
        long parameterOffset = 0;
        long stateOffset = 0;
        for (TransitionStep.Slot slot : slots) {
            long count = slot.layer().parameterCount(slot.input());
            long stateCount = slot.layer().stateCount(slot.input());
            slices.add(NativeArrays.slice(parameters, parameterOffset, count));
            states.add(NativeArrays.slice(state, stateOffset, stateCount));
            parameterOffset += count;
            stateOffset += stateCount;
        }
    }

    @Override
    public INDArray output() {
        return after == null ? sum : after.output();
    }

    @Override
    public boolean needsOutput() {
        return after != null && after.needsOutput();
    }

    @Override
    public void forward(double t) {
        shortcut.forward(0);
        first.forward(0);
        NativeArrays.copy(first.output(), step.stage(0));
        step.stepFrom(this, 0, 0, layer.dt(), layer.dt(), shortcut.output(), sum);
        if (after != null) {
            after.forward(layer.dt());
        }
    }

    @Override
    public INDArray input(int index, int stage, INDArray usual) {
        return frame(stage).input;
    }

    @Override
    public void evaluate(int index, int stage, double t, INDArray y, INDArray dydt) {
        frame(stage).evaluate(t, y, dydt);
    }

    private StageFrame frame(int stage) {
        StageFrame frame = later[stage];
        if (frame == null) {
            throw new IllegalStateException("stage " + stage + " is not used by the solution");
        }
        return frame;
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        List<INDArray> bars = new ArrayList<>();
        long offset = 0;
        for (INDArray slice : slices) {
            bars.add(NativeArrays.slice(parametersBar, offset, slice.length()));
            offset += slice.length();
        }
        int slot = slots.size() - 1;
        afterBar = after == null ? outputBar : after.bindBackward(outputBar, bars.get(slot--));
        INDArray bar = context.acquire(sum.shape());
        sumBar = bar;
        if (after != null && !NativeArrays.sameMemory(afterBar, outputBar)) {
            context.release(afterBar);
        }
        adjoint = new AdjointStep<>(layer.tableau(), NdArraySpace.of(context.dataType()), bar);
        for (int i = later.length - 1; i > 0; i--) {
            StageFrame frame = later[i];
            if (frame != null) {
                frame.bindBackward(context, bars.get(slot--));
            }
        }
        INDArray top = context.acquire(sum.shape());
        INDArray firstBottom = first.bindBackward(top, bars.get(1));
        firstBar = top;
        firstInputBar = firstBottom;
        if (!NativeArrays.sameMemory(top, firstBottom)) {
            context.release(top);
        }
        INDArray bottom = shortcut.bindBackward(bar, bars.get(0));
        inputBar = bottom;
        context.release(firstBottom);
        if (!NativeArrays.sameMemory(bottom, bar)) {
            context.release(bar);
        }
        return bottom;
    }

    @Override
    public double backward() {
        AdjointStep<INDArray> transpose = adjoint;
        if (transpose == null || sumBar == null || afterBar == null || firstInputBar == null || inputBar == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        if (after != null) {
            after.backward();
        }
        NativeArrays.copy(afterBar, sumBar);
        transpose.pullback(this, 0, layer.dt(), sumBar);
        shortcut.backward();
        NativeArrays.axpy(1, firstInputBar, inputBar);
        return 0;
    }

    @Override
    public INDArray cotangent(int index, int stage, INDArray usual) {
        return stage > 0 ? frame(stage).outputBar() : usual;
    }

    @Override
    public double pullback(int index, int stage, INDArray cotangent, INDArray yBar) {
        if (stage > 0) {
            return frame(stage).pullback(cotangent, yBar);
        }
        if (firstBar == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        NativeArrays.copy(cotangent, firstBar);
        return first.backward();
    }

    private List<LayerPlan> plans() {
        List<LayerPlan> plans = new ArrayList<>(List.of(shortcut, first));
        for (StageFrame frame : later) {
            if (frame != null) {
                plans.add(frame.plan);
            }
        }
        if (after != null) {
            plans.add(after);
        }
        return plans;
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        forward(t);
        List<LayerPlan> plans = plans();
        for (int i = 0; i < plans.size(); i++) {
            if (!NativeArrays.isFinite(plans.get(i).output())) {
                String where = slots.get(i).name();
                Optional<String> within = plans.get(i).firstNonFinite(0);
                return Optional.of(within.filter(deeper -> !deeper.isEmpty())
                        .map(deeper -> where + ", " + deeper)
                        .orElse(where));
            }
        }
        return NativeArrays.isFinite(sum) ? Optional.empty() : Optional.of("the sum");
    }

    @Override
    public void commitStatistics() {
        plans().forEach(LayerPlan::commitStatistics);
    }

    @Override
    public void resample(RandomGenerator random) {
        plans().forEach(plan -> plan.resample(random));
    }

    @Override
    public long nfeForward() {
        return layer.tableau().stackStages();
    }

    @Override
    public long nfeBackward() {
        return nfeForward();
    }

    @Override
    public long bytes() {
        long ofStep = (layer.tableau().stages() + 1L) * NativeArrays.bytes(sum);
        return ofStep
                + (adjoint == null ? 0 : adjoint.bytes())
                + plans().stream().mapToLong(LayerPlan::bytes).sum();
    }

    @Override
    public void close() {
        plans().forEach(LayerPlan::close);
        step.close();
        if (adjoint != null) {
            adjoint.close();
        }
    }
}
