package org.kutta.nn.layer;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.BlockedImages;
import org.kutta.nn.onednn.ConvolutionKernels;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Wide convolutions and normalisations in a row, with images in blocks of channels from the first to the last: they are reordered on the way in and out
 * only, instead of around every convolution.
 */
final class BlockedPlan implements LayerPlan {
    private final PlanContext context;
    private final INDArray input;
    private final INDArray output;
    private final LayerPlan inner;
    private final Program enter = new Program();
    private final Program leave = new Program();
    private final Program enterBackward = new Program();
    private final Program leaveBackward = new Program();

    /** Plans so. */
    @FunctionalInterface
    interface Inner {
        /** A plan from blocks to blocks that writes {@code output}. */
        LayerPlan plan(INDArray input, INDArray output);
    }

    BlockedPlan(PlanContext context, INDArray input, INDArray output, Inner layers) {
        this.context = context;
        this.input = input;
        this.output = output;
        INDArray blocks = context.allocate(input.shape());
        INDArray last = context.acquire(output.shape());
        BlockedImages.pack(context, enter, input, blocks);
        inner = context.planInBlocks(() -> layers.plan(blocks, last));
        BlockedImages.unpack(context, leave, inner.output(), output);
        context.release(last);
    }

    /** Whether layers in a row, two convolutions or more and the last one of them, all work on blocks. */
    static boolean pays(PlanContext context, List<Layer> layers, INDArray input) {
        if (!context.usesOneDnn() || context.holdsBlocks() || context.mode() != Mode.TRAIN || input.rank() != 4) {
            return false;
        }
        int convolutions = 0;
        Shape shape = Shape.ofSamples(input);
        Layer before = null;
        for (Layer layer : layers) {
            boolean rectifier = layer instanceof Relu && before instanceof BatchNorm;
            if (shape.dim(-1) % BlockedImages.BLOCK != 0
                    || !(layer instanceof BatchNorm || rectifier || layer instanceof Conv2d)) {
                return false;
            }
            Shape next = layer.outputShape(shape);
            if (layer instanceof Conv2d conv) {
                convolutions++;
                if (!wantsBlocks(context, conv, shape.withBatch(input.size(0)), next.withBatch(input.size(0)))) {
                    return false;
                }
            }
            before = layer;
            shape = next;
        }
        return convolutions > 1 && before instanceof Conv2d && shape.dim(-1) % BlockedImages.BLOCK == 0;
    }

    private static boolean wantsBlocks(PlanContext context, Conv2d conv, long[] images, long[] results) {
        return new ConvolutionKernels(context, images, results, conv.kernel(), conv.stride(), conv.dilation())
                .wantsBlocks();
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public boolean needsOutput() {
        return false;
    }

    @Override
    public void forward(double t) {
        enter.run();
        inner.forward(t);
        leave.run();
    }

    @Override
    public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
        INDArray blocks = context.acquire(outputBar.shape());
        BlockedImages.pack(context, enterBackward, outputBar, blocks);
        INDArray bottom = inner.bindBackward(blocks, parametersBar);
        boolean sameLength = input.length() == outputBar.length();
        INDArray inputBar = sameLength ? NativeArrays.view(outputBar, input.shape()) : context.acquire(input.shape());
        BlockedImages.unpack(context, leaveBackward, bottom, inputBar);
        context.release(bottom);
        context.release(blocks);
        return inputBar;
    }

    @Override
    public double backward() {
        enterBackward.run();
        double timeBar = inner.backward();
        leaveBackward.run();
        return timeBar;
    }

    /** Finite or not, whatever the layout. */
    @Override
    public Optional<String> firstNonFinite(double t) {
        enter.run();
        return inner.firstNonFinite(t);
    }

    @Override
    public void commitStatistics() {
        inner.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        inner.resample(random);
    }

    @Override
    public long bytes() {
        return inner.bytes();
    }

    @Override
    public void close() {
        inner.close();
    }
}
