package org.kutta.nn.nd4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Arrays that are freed together. On the host they start at multiples of 64 bytes, a line of the cache: ND4J's own start at multiples of 16, where wide loads touch
 * two lines and some native kernels fail.
 */
public final class ArrayPool implements AutoCloseable {
    private static final int LINE = 64;

    private final List<INDArray> blocks = new ArrayList<>();
    private long bytes;

    /** An empty pool. */
    public ArrayPool() {}

    /**
     * A new array, which the pool owns.
     *
     * @param type data type
     * @param shape whole shape
     * @return zeros, row-major, a view of a larger block
     */
    public INDArray allocate(DataType type, long... shape) {
        long length = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
        int spare = NativeArrays.areOnHost() ? LINE / type.width() : 0;
        INDArray block = NativeArrays.zeros(type, length + spare);
        blocks.add(block);
        bytes += length * type.width();
        long past = spare == 0 ? 0 : NativeArrays.address(block) % LINE;
        long start = past == 0 ? 0 : (LINE - past) / type.width();
        return NativeArrays.view(NativeArrays.slice(block, start, length), shape);
    }

    /** {@return bytes of the arrays} */
    public long bytes() {
        return bytes;
    }

    /** Frees the arrays. */
    @Override
    public void close() {
        blocks.forEach(INDArray::close);
        blocks.clear();
        bytes = 0;
    }
}
