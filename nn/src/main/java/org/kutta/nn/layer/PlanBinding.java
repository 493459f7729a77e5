package org.kutta.nn.layer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.kutta.nn.nd4j.ArrayPool;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.onednn.OneDnn;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What the frames of one plan share: data type, batch, mode, scratch, masks and constants.
 *
 * <p>One thread. Closing frees the shared memory; frames are closed by whoever asked for them.
 */
public final class PlanBinding implements AutoCloseable {

    private final DataType dataType;
    private final int batch;
    private final Mode mode;
    private final boolean usesOneDnn;
    private final Map<Long, Deque<INDArray>> free = new HashMap<>();
    /** Scratch in use, by address: it may come back as a view of another shape. */
    private final Map<Long, INDArray> taken = new HashMap<>();

    private final List<INDArray> shared = new ArrayList<>();
    private final Map<Long, INDArray> ones = new HashMap<>();
    private final Map<Long, INDArray> zeros = new HashMap<>();
    private final Map<Double, INDArray> constants = new HashMap<>();
    private final Map<String, INDArray> matrices = new HashMap<>();
    private final ArrayPool arrays = new ArrayPool();
    /** Of parts of the batch that run at the same time, each of which needs scratch of its own. */
    private final Map<Part, PlanBinding> parts = new HashMap<>();

    /** One of several; frames made under another number of threads have others. */
    private record Part(int index, int samples) {}

    /**
     * A binding without memory yet.
     *
     * @param dataType FLOAT or DOUBLE
     * @param batch number of samples, at least 1
     * @param mode what the plans are for
     */
    public PlanBinding(DataType dataType, int batch, Mode mode) {
        this(dataType, batch, mode, OneDnn.serves(dataType));
    }

    /** For tests of the one route against the other. */
    PlanBinding(DataType dataType, int batch, Mode mode, boolean usesOneDnn) {
        if (dataType != DataType.FLOAT && dataType != DataType.DOUBLE) {
            throw new IllegalArgumentException("data type (" + dataType + ") must be FLOAT or DOUBLE");
        }
        if (batch < 1) {
            throw new IllegalArgumentException("batch (" + batch + ") must be >= 1");
        }
        this.dataType = dataType;
        this.batch = batch;
        this.mode = mode;
        this.usesOneDnn = usesOneDnn;
    }

    /** {@return the data type of every buffer} */
    public DataType dataType() {
        return dataType;
    }

    /** {@return the number of samples} */
    public int batch() {
        return batch;
    }

    /** {@return what the plans are for} */
    public Mode mode() {
        return mode;
    }

    boolean usesOneDnn() {
        return usesOneDnn;
    }

    /** {@return a new frame, closed by the caller} */
    public PlanContext newFrame() {
        return new PlanContext(this);
    }

    /** A new frame for a part of the batch, which may run at the same time as others; closed by the caller. */
    PlanContext newFrameOfPart(int index, int samples) {
        return parts.computeIfAbsent(
                        new Part(index, samples), part -> new PlanBinding(dataType, samples, mode, usesOneDnn))
                .newFrame();
    }

    /** {@return bytes that the frames share} */
    public long bytes() {
        return arrays.bytes()
                + parts.values().stream().mapToLong(PlanBinding::bytes).sum();
    }

    INDArray acquire(long... shape) {
        long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        Deque<INDArray> available = free.computeIfAbsent(length, n -> new ArrayDeque<>());
        INDArray flat = available.isEmpty() ? allocate(length) : available.pop();
        taken.put(NativeArrays.address(flat), flat);
        return NativeArrays.view(flat, shape);
    }

    void release(INDArray scratch) {
        INDArray flat = taken.remove(NativeArrays.address(scratch));
        if (flat != null) {
            free.computeIfAbsent(flat.length(), n -> new ArrayDeque<>()).push(flat);
        }
    }

    INDArray shared(int index, double value, long... shape) {
        if (shared.size() == index) {
            shared.add(allocate(shape).assign(value));
        }
        INDArray array = shared.get(index);
        if (!Arrays.equals(array.shape(), shape)) {
            throw new IllegalStateException("frames of one binding must be planned from the same layer: shared array "
                    + index + " has shape " + Arrays.toString(array.shape()) + ", not " + Arrays.toString(shape));
        }
        return array;
    }

    INDArray ones(long length) {
        return ones.computeIfAbsent(length, n -> allocate(1, n).assign(1.0));
    }

    INDArray zeros(long length) {
        return zeros.computeIfAbsent(length, this::allocate);
    }

    INDArray constant(double value) {
        return constants.computeIfAbsent(value, v -> allocate(1).assign(v));
    }

    INDArray constant(String key, Supplier<double[][]> values) {
        return matrices.computeIfAbsent(key, k -> {
            double[][] rows = values.get();
            INDArray matrix = allocate(rows.length, rows[0].length);
            NativeArrays.write(
                    Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray(), matrix);
            return matrix;
        });
    }

    private INDArray allocate(long... shape) {
        return arrays.allocate(dataType, shape);
    }

    /** Frees what the frames share. No frame of this binding may be used after. */
    @Override
    public void close() {
        parts.values().forEach(PlanBinding::close);
        parts.clear();
        arrays.close();
        free.clear();
        taken.clear();
        shared.clear();
        ones.clear();
        zeros.clear();
        constants.clear();
        matrices.clear();
    }
}
