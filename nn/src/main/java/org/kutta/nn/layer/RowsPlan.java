package org.kutta.nn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.parallel.Crew;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Dense layers in a row, with the rows of the batch divided among threads: each takes its part through all layers by kernels of one thread, so that the
 * threads wait for each other once a pass, instead of in every kernel.
 */
final class RowsPlan implements LayerPlan {

    /** Multiply-adds of a part from which on it takes longer than to hand it over: some twenty microseconds. */
    private static final long WORTH = 1 << 21;

    /** Rows of a part from which on the sum over the parts' cotangents of the weights costs less than threads that wait for each other in every kernel. */
    private static final int LEAST = 64;

    /** Parts begin at lines of the cache, whatever the width. */
    private static final int STEP = 16;

    private final PlanContext context;
    private final INDArray input;
    private final INDArray output;
    private final long parameterCount;
    private final Inner layers;
    private final List<Part> parts = new ArrayList<>();
    private final List<INDArray> parametersBars = new ArrayList<>();
    private final double[] timeBars;
    private final Crew.Task forwardPart = (index, worker) -> Backend.runWithin(1, parts.get(index).forward);
    private final Crew.Task backwardPart = (index, worker) -> Backend.runWithin(1, parts.get(index).backward);
    private final Crew.Task sumPart = (index, worker) -> Backend.runWithin(1, parts.get(index).summing);
    private double time;

    /** Plans so. */
    @FunctionalInterface
    interface Inner {
        /** A plan from rows to rows that writes {@code output}. */
        LayerPlan plan(PlanContext context, INDArray input, INDArray output);
    }

    RowsPlan(PlanContext context, INDArray input, INDArray output, long parameterCount, Inner layers) {
        this.context = context;
        this.input = input;
        this.output = output;
        this.parameterCount = parameterCount;
        this.layers = layers;
        int count = Backend.threads();
        timeBars = new double[count];
        long samples = input.size(0);
        long start = 0;
        for (int index = 0; index < count; index++) {
            long end = index + 1 == count ? samples : samples * (index + 1) / count / STEP * STEP;
            addPart(index, start, end);
            start = end;
        }
    }

    private void addPart(int index, long start, long end) {
        Backend.runWithin(1, () -> parts.add(new Part(index, start, end)));
    }

    /** Whether all layers map every row by itself, by kernels that may run at the same time, and there is enough to do. */
    static boolean pays(PlanContext context, List<Layer> layers, INDArray input) {
        int threads = context.usesOneDnn() ? Backend.threads() : 1;
        long rows = input.length() / input.size(-1);
        if (threads == 1 || input.size(0) < (long) threads * STEP || rows < (long) threads * LEAST) {
            return false;
        }
        long work = 0;
        boolean afterAffine = false;
        Shape shape = Shape.ofSamples(input);
        for (Layer layer : layers) {
            boolean affine = layer instanceof AffineLayer;
            if (!affine && !(afterAffine && layer instanceof Tanh)) {
                return false;
            }
            afterAffine = affine;
            work += layer.multiplyAdds(shape) * input.size(0);
            shape = layer.outputShape(shape);
        }
        return work / threads >= WORTH;
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return parts.get(0).plan.needsOutput();
    }

    @Override
    public void forward(double t) {
        time = t;
        Crew.SHARED.run(forwardPart, parts.size());
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        parametersBars.add(parametersBar);
        for (int i = 1; i < parts.size(); i++) {
            parametersBars.add(context.acquire(parameterCount));
        }
        INDArray inputBar = input.length() == outputBar.length()
                ? NativeArrays.view(outputBar, input.shape())
                : context.acquire(input.shape());
        Backend.runWithin(1, () -> parts.forEach(part -> part.bindBackward(outputBar, inputBar)));
        parametersBars.subList(1, parts.size()).forEach(context::release);
        return inputBar;
    }

    @Override
    public double backward() {
        Crew.SHARED.run(backwardPart, parts.size());
        Crew.SHARED.run(sumPart, parts.size());
        double timeBar = 0;
        for (double part : timeBars) {
            timeBar += part;
        }
        return timeBar;
    }

    /** By a plan of all rows, whose layers it meets in turn; what follows is replayed on the output. */
    @Override
    public Optional<String> firstNonFinite(double t) {
        forward(t);
        try (PlanContext frame = context.newFrame()) {
            return layers.plan(frame, input, frame.allocate(output.shape())).firstNonFinite(t);
        }
    }

    @Override
    public long bytes() {
        return parts.stream()
                .mapToLong(part -> part.frame.bytes() + part.plan.bytes())
                .sum();
    }

    @Override
    public void close() {
        for (Part part : parts) {
            part.plan.close();
            part.frame.close();
        }
    }

    /** Rows from {@code start} to before {@code end}. */
    private static INDArray rows(INDArray array, long start, long end) {
        long width = array.length() / array.size(0);
        long[] shape = array.shape().clone();
        shape[0] = end - start;
        INDArray flat = NativeArrays.view(array, array.length());
        return NativeArrays.view(NativeArrays.slice(flat, start * width, (end - start) * width), shape);
    }

    /** Some rows, with a frame of their own, and a piece of the parameters whose cotangents it sums. */
    private final class Part {
        private final int index;
        private final long start;
        private final long end;
        private final PlanContext frame;
        private final LayerPlan plan;
        private final Program transpose = new Program();
        private final Program sum = new Program();
        private final Runnable forward = this::runForward;
        private final Runnable backward = transpose::run;
        private final Runnable summing = sum::run;

        Part(int index, long start, long end) {
            this.index = index;
            this.start = start;
            this.end = end;
            this.frame = context.newFrameOfPart(index, Math.toIntExact(end - start));
            this.plan = layers.plan(frame, rows(input, start, end), rows(output, start, end));
        }

        void bindBackward(INDArray outputBar, INDArray inputBar) {
            INDArray bar = rows(outputBar, start, end);
            INDArray bottom = plan.bindBackward(bar, parametersBars.get(index));
            transpose.add(() -> timeBars[index] = plan.backward()).copy(bottom, rows(inputBar, start, end));
            frame.release(bottom);
            long from = parameterCount * index / timeBars.length;
            long piece = parameterCount * (index + 1) / timeBars.length - from;
            if (piece == 0) { // fewer parameters than parts
                return;
            }
            INDArray total = NativeArrays.slice(parametersBars.get(0), from, piece);
            for (INDArray other : parametersBars.subList(1, parametersBars.size())) {
                sum.axpy(1, NativeArrays.slice(other, from, piece), total);
            }
        }

        private void runForward() {
            plan.forward(time);
        }
    }
}
