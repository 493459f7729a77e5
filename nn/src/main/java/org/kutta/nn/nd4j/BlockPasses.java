package org.kutta.nn.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.parallel.Crew;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Weighted sums of FLOAT arrays of the host in one pass over memory, however many terms there are: block by block, each of which stays in the first cache. The crew helps
 * while it is awake, as it is when the plans of the same solve use it; who does which block changes no bit. One object a thread.
 */
final class BlockPasses {

    /** Three blocks fit into the first cache. A multiple of what a register holds, so that blocks are summed as the whole would be. */
    private static final int BLOCK = 1 << 12;

    /** Blocks that take longer than to hand them over. */
    private static final int LEAST = 2;

    private static final ThreadLocal<BlockPasses> OF_THREAD = ThreadLocal.withInitial(BlockPasses::new);

    private final Crew crew = Crew.SHARED;
    private final Cursor[] cursors = new Cursor[2 * crew.size()];
    private final Crew.Task share = this::share;
    private long[] terms = new long[8];
    private float[] factors = new float[8];
    /** The arrays of the pass under way, which else are known by address only: nobody may collect them. */
    private final List<INDArray> held = new ArrayList<>();

    private int count;
    private long base;
    private long result;
    private long length;
    private long blocks;
    private int shares;

    private BlockPasses() {
        for (int i = 0; i < cursors.length; i++) {
            cursors[i] = new Cursor();
        }
    }

    /** A pointer that moves. */
    private static final class Cursor extends FloatPointer {
        Cursor at(long start) {
            address = start;
            return this;
        }
    }

    /** Whether an array takes more than one block, and is neither elsewhere nor so large that {@link LargePasses} are for it. */
    static boolean pay(INDArray array) {
        return array.length() > BLOCK
                && array.length() < LargePasses.LARGE
                && array.dataType() == DataType.FLOAT
                && NativeArrays.areOnHost();
    }

    static BlockPasses get() {
        return OF_THREAD.get();
    }

    void setZero(INDArray target) {
        begin(null, target);
        run();
    }

    /** {@code target = source}. */
    void copy(INDArray source, INDArray target) {
        begin(source, target);
        run();
    }

    /** {@code result = y + a x}; the result may be {@code y}. */
    void addTimes(INDArray y, double a, INDArray x, INDArray target) {
        begin(y, target);
        add(a, x);
        run();
    }

    /** {@code target = from + dt sum_j weights[j] stages[j]}, or without {@code from} if it is null; zero weights are left out. */
    void combine(
            @Nullable INDArray from, double dt, double[] weights, INDArray[] stages, int stageCount, INDArray target) {
        begin(from, target);
        for (int j = 0; j < stageCount; j++) {
            if (weights[j] != 0) {
                add(dt * weights[j], stages[j]);
            }
        }
        run();
    }

    private void begin(@Nullable INDArray from, INDArray target) {
        held.clear(); // of a pass that was refused
        length = target.length();
        blocks = (length + BLOCK - 1) / BLOCK;
        result = addressOf(target);
        base = from == null ? 0 : addressOf(from);
        count = 0;
    }

    private void add(double a, INDArray x) {
        if (count == terms.length) {
            terms = Arrays.copyOf(terms, 2 * count);
            factors = Arrays.copyOf(factors, 2 * count);
        }
        terms[count] = addressOf(x);
        factors[count] = (float) a;
        count++;
    }

    private long addressOf(INDArray array) {
        if (array.length() != length || array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException("an array of " + array.length() + " numbers of type " + array.dataType()
                    + " cannot be added to one of " + length + " of type FLOAT");
        }
        held.add(array);
        return NativeArrays.address(array);
    }

    private void run() {
        int threads = Math.min(1 + crew.awake(), Backend.threads());
        shares = (int) Math.max(1, Math.min(threads, blocks / LEAST));
        if (shares == 1) {
            share(0, 0);
        } else {
            crew.run(share, shares);
        }
        held.clear();
    }

    private void share(int part, int worker) {
        long end = Math.min(length, blocks * (part + 1) / shares * BLOCK);
        for (long start = blocks * part / shares * BLOCK; start < end; start += BLOCK) {
            block(start, (int) Math.min(BLOCK, end - start), cursors[2 * worker], cursors[2 * worker + 1]);
        }
    }

    private void block(long start, int size, Cursor source, Cursor target) {
        long bytes = start * Float.BYTES;
        target.at(result + bytes);
        if (base == 0) {
            Pointer.memset(target, 0, (long) size * Float.BYTES);
        } else if (base != result) {
            openblas_nolapack.cblas_scopy(size, source.at(base + bytes), 1, target, 1);
        }
        for (int j = 0; j < count; j++) {
            openblas_nolapack.cblas_saxpy(size, factors[j], source.at(terms[j] + bytes), 1, target, 1);
        }
    }
}
