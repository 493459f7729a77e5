package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanBinding;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.scheme.ReversiblePair.Shear;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Reversible blocks bound to a batch: two states, their ends, the buffers of one block, and what checkpoints there are. */
final class ReversiblePlan implements LayerPlan {

    private final ReversibleStack stack;
    private final PlanContext context;
    private final ReversibleEnds ends;
    /** Of the sub-networks alone: they run forwards within the backward pass, which must not write over scratch that others hold there. */
    private final PlanBinding binding;

    private final PlanContext frame;
    private final List<ReusedSubnet> subnets = new ArrayList<>();
    private final List<List<Shear>> shears = new ArrayList<>();
    /** The two states: where the pass is. */
    private final INDArray first;

    private final INDArray second;
    private final INDArray firstAtEnd;
    private final INDArray secondAtEnd;
    /** States before block {@code n}, where they are kept. */
    private final @Nullable INDArray[] kept;

    private double time;
    private @Nullable INDArray firstBar;
    private @Nullable INDArray secondBar;

    ReversiblePlan(ReversibleStack stack, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        this.stack = stack;
        this.context = context;
        this.binding = new PlanBinding(context.dataType(), context.batch(), context.mode());
        this.frame = binding.newFrame();
        Shape shape = Shape.ofSamples(input);
        Shape half = stack.pair().half(shape);
        this.first = context.allocate(half);
        this.second = context.allocate(half);
        this.firstAtEnd = context.allocate(half);
        this.secondAtEnd = context.allocate(half);
        this.ends = new ReversibleEnds(stack, context, input, first, second, firstAtEnd, secondAtEnd);
        this.kept = new INDArray[2 * stack.blocks()];
        for (int n = 0; n < stack.blocks(); n++) {
            shears.add(stack.pair().shears(n));
            if (isCheckpoint(n)) {
                kept[2 * n] = context.allocate(half);
                kept[2 * n + 1] = context.allocate(half);
            }
        }
        for (int i = 0; i < stack.pair().subnets().size(); i++) {
            Layer subnet = stack.pair().subnets().get(i);
            subnets.add(new ReusedSubnet(
                    frame,
                    subnet,
                    half,
                    slices(parameters, i, layer -> layer.parameterCount(half)),
                    slices(state, i, layer -> layer.stateCount(half)),
                    context.mode() == Mode.TRAIN));
        }
    }

    private boolean isCheckpoint(int block) {
        return stack.checkpointEvery() > 0 && block > 0 && block % stack.checkpointEvery() == 0;
    }

    /** The slices of one of the sub-networks, by block. */
    private INDArray[] slices(INDArray vector, int subnet, ToLongFunction<Layer> count) {
        long perBlock = stack.pair().subnets().stream().mapToLong(count).sum();
        long before = stack.pair().subnets().subList(0, subnet).stream()
                .mapToLong(count)
                .sum();
        long length = count.applyAsLong(stack.pair().subnets().get(subnet));
        INDArray[] slices = new INDArray[stack.blocks()];
        for (int n = 0; n < slices.length; n++) {
            slices[n] = NativeArrays.slice(vector, n * perBlock + before, length);
        }
        return slices;
    }

    @Override
    public INDArray output() {
        return ends.output();
    }

    @Override
    public boolean needsOutput() {
        return ends.needsOutput();
    }

    @Override
    public void forward(double t) {
        forward(t, () -> {});
    }

    /** A forward pass that says before each block that its states are there. */
    void forward(double t, Runnable beforeBlock) {
        time = t;
        ends.begin();
        for (int n = 0; n < stack.blocks(); n++) {
            keep(n);
            beforeBlock.run();
            advance(n);
        }
        NativeArrays.copy(first, firstAtEnd);
        NativeArrays.copy(second, secondAtEnd);
        ends.end();
    }

    private void keep(int block) {
        INDArray ofFirst = kept[2 * block];
        INDArray ofSecond = kept[2 * block + 1];
        if (ofFirst != null && ofSecond != null) {
            NativeArrays.copy(first, ofFirst);
            NativeArrays.copy(second, ofSecond);
        }
    }

    /** Takes up the states before a block, where they are kept. */
    void restore(int block) {
        INDArray ofFirst = kept[2 * block];
        INDArray ofSecond = kept[2 * block + 1];
        if (ofFirst != null && ofSecond != null) {
            NativeArrays.copy(ofFirst, first);
            NativeArrays.copy(ofSecond, second);
        }
    }

    private void advance(int block) {
        for (Shear shear : shears.get(block)) {
            INDArray target = shear.first() ? first : second;
            INDArray source = shear.first() ? second : first;
            scale(shear.alpha(), target);
            if (shear.beta() != 0) {
                NativeArrays.axpy(shear.beta(), source, target);
            }
            if (shear.subnet() != Shear.NO_SUBNET) {
                ReusedSubnet subnet = subnets.get(shear.subnet());
                NativeArrays.axpy(shear.delta(), subnet.evaluate(block, time, source), target);
                subnet.keepStatistics(block);
            }
        }
    }

    private static void scale(double factor, INDArray array) {
        if (factor != 1) {
            NativeArrays.scale(factor, array);
        }
    }

    /** Takes the states, which are those behind a block, to those before it, and the cotangents with them where they are bound. */
    double undo(int block) {
        double timeBar = 0;
        List<Shear> ofBlock = shears.get(block);
        for (int i = ofBlock.size() - 1; i >= 0; i--) {
            Shear shear = ofBlock.get(i);
            INDArray target = shear.first() ? first : second;
            INDArray source = shear.first() ? second : first;
            INDArray targetBar = shear.first() ? firstBar : secondBar;
            INDArray sourceBar = shear.first() ? secondBar : firstBar;
            if (shear.subnet() != Shear.NO_SUBNET) {
                ReusedSubnet subnet = subnets.get(shear.subnet());
                NativeArrays.axpy(-shear.delta(), subnet.evaluate(block, time, source), target);
                if (targetBar != null && sourceBar != null) {
                    timeBar += subnet.pullback(block, shear.delta(), targetBar, sourceBar);
                }
            }
            if (shear.beta() != 0) {
                NativeArrays.axpy(-shear.beta(), source, target);
            }
            scale(1 / shear.alpha(), target);
            if (targetBar != null && sourceBar != null) {
                if (shear.beta() != 0) {
                    NativeArrays.axpy(shear.beta(), targetBar, sourceBar);
                }
                scale(shear.alpha(), targetBar);
            }
        }
        return timeBar;
    }

    /** The two states where the pass is. */
    List<INDArray> states() {
        return List.of(first, second);
    }

    void toEnd() {
        NativeArrays.copy(firstAtEnd, first);
        NativeArrays.copy(secondAtEnd, second);
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        Shape half = Shape.ofSamples(first);
        INDArray ofFirst = context.acquire(first.shape());
        INDArray ofSecond = context.acquire(first.shape());
        firstBar = ofFirst;
        secondBar = ofSecond;
        INDArray inputBar = ends.bindBackward(outputBar, ofFirst, ofSecond);
        for (int i = 0; i < subnets.size(); i++) {
            subnets.get(i).bindBackward(slices(parametersBar, i, layer -> layer.parameterCount(half)));
        }
        context.release(ofSecond);
        context.release(ofFirst);
        return inputBar;
    }

    @Override
    public double backward() {
        toEnd();
        ends.beginBackward();
        double timeBar = 0;
        for (int n = stack.blocks() - 1; n >= 0; n--) {
            timeBar += undo(n);
            restore(n);
        }
        ends.endBackward();
        return timeBar;
    }

    @Override
    public void commitStatistics() {
        subnets.forEach(ReusedSubnet::commitStatistics);
    }

    @Override
    public void resample(RandomGenerator random) {
        subnets.forEach(subnet -> subnet.resample(random));
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        time = t;
        ends.begin();
        for (int n = 0; n < stack.blocks(); n++) {
            keep(n);
            advance(n);
            if (!NativeArrays.isFinite(first) || !NativeArrays.isFinite(second)) {
                return Optional.of("block " + n);
            }
        }
        return Optional.empty();
    }

    @Override
    public long nfeForward() {
        return (long) stack.blocks() * subnets.size();
    }

    @Override
    public long nfeBackward() {
        return nfeForward();
    }

    @Override
    public long bytes() {
        return binding.bytes()
                + frame.bytes()
                + subnets.stream().mapToLong(ReusedSubnet::bytes).sum();
    }

    @Override
    public void close() {
        subnets.forEach(ReusedSubnet::close);
        frame.close();
        binding.close();
    }
}
