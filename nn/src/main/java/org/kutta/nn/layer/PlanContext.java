package org.kutta.nn.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.kutta.nn.nd4j.ArrayPool;
import org.kutta.nn.onednn.Workspace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the buffers of a plan come from: one frame of a binding.
 *
 * <p>All frames of a binding share its scratch, its masks and its constants, so that one more frame costs its activations only. A binding
 * belongs to one thread and its frames run one at a time.
 */
public final class PlanContext implements Workspace, AutoCloseable {

    private final PlanBinding binding;
    private final ArrayPool arrays = new ArrayPool();
    private final List<Runnable> resources = new ArrayList<>();
    private int sharedIndex;
    private boolean blocks;

    PlanContext(PlanBinding binding) {
        this.binding = binding;
    }

    /** {@return the data type of every buffer, FLOAT or DOUBLE} */
    public DataType dataType() {
        return binding.dataType();
    }

    /** {@return the number of samples} */
    public int batch() {
        return binding.batch();
    }

    /** {@return whether plans call oneDNN directly, rather than ND4J's operations} */
    public boolean usesOneDnn() {
        return binding.usesOneDnn();
    }

    @Override
    public boolean holdsBlocks() {
        return blocks;
    }

    /** Plans what works on blocks of channels throughout. */
    LayerPlan planInBlocks(Supplier<LayerPlan> plan) {
        blocks = true;
        try {
            return plan.get();
        } finally {
            blocks = false;
        }
    }

    /** {@return what the plan is for} */
    public Mode mode() {
        return binding.mode();
    }

    /**
     * A new frame of the same binding, for a layer that runs another one several times.
     *
     * @return the frame; the caller closes it
     */
    public PlanContext newFrame() {
        return binding.newFrame();
    }

    /** A frame for a part of the batch, with scratch of its own; the caller closes it. */
    PlanContext newFrameOfPart(int index, int samples) {
        return binding.newFrameOfPart(index, samples);
    }

    /**
     * An array that keeps its contents until this frame is closed.
     *
     * @param sample shape of one sample
     * @return {@code [batch, sample]}, zeros, owned by this context
     */
    public INDArray allocate(Shape sample) {
        return allocate(sample.withBatch(batch()));
    }

    /**
     * An array that keeps its contents until this frame is closed.
     *
     * @param shape whole shape
     * @return zeros, owned by this context
     */
    public INDArray allocate(long... shape) {
        return arrays.allocate(dataType(), shape);
    }

    /**
     * A vector of 32-bit integers that keeps its contents until this frame is closed.
     *
     * @param length number of integers
     * @return zeros, owned by this context
     */
    public INDArray allocateIndices(long length) {
        return arrays.allocate(DataType.INT32, length);
    }

    /**
     * Scratch of the binding: its contents survive only until something that was planned later, in this or another frame, runs.
     *
     * @param shape whole shape
     * @return an array of that shape with any contents; the caller gives it back with {@link #release}
     */
    @Override
    public INDArray acquire(long... shape) {
        return binding.acquire(shape);
    }

    /**
     * Gives scratch back for use by what is planned from now on. An array that is no scratch of this binding, or was given back already,
     * is left alone.
     *
     * @param scratch an array from {@link #acquire}
     */
    @Override
    public void release(INDArray scratch) {
        binding.release(scratch);
    }

    /**
     * Hands over what is to be freed with this frame.
     *
     * @param free run once, before the arrays are freed
     */
    @Override
    public void own(Runnable free) {
        resources.add(free);
    }

    /**
     * An array that all frames of the binding share: the k-th request of every frame is given the same array.
     *
     * @param value what all components are when first asked for
     * @param shape whole shape
     * @return the array
     */
    public INDArray shared(double value, long... shape) {
        return binding.shared(sharedIndex++, value, shape);
    }

    /**
     * A constant of the binding.
     *
     * @param length number of ones
     * @return {@code [1, length]}, all ones; not to be written
     */
    public INDArray ones(long length) {
        return binding.ones(length);
    }

    /**
     * A constant of the binding.
     *
     * @param length number of zeros
     * @return {@code [length]}, all zeros; not to be written
     */
    public INDArray zeros(long length) {
        return binding.zeros(length);
    }

    /**
     * A constant of the binding.
     *
     * @param value the number
     * @return {@code [1]}, not to be written
     */
    public INDArray constant(double value) {
        return binding.constant(value);
    }

    /**
     * A constant matrix of the binding.
     *
     * @param key says what the matrix is: equal keys mean equal matrices
     * @param values makes the rows when the binding has no such matrix yet
     * @return the matrix, not to be written
     */
    public INDArray constant(String key, Supplier<double[][]> values) {
        return binding.constant(key, values);
    }

    /** {@return bytes that this frame holds, shared scratch not counted} */
    public long bytes() {
        return arrays.bytes();
    }

    /** Frees the buffers of this frame. */
    @Override
    public void close() {
        resources.forEach(Runnable::run);
        resources.clear();
        arrays.close();
    }
}
