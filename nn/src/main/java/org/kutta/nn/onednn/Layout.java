package org.kutta.nn.onednn;

import java.lang.ref.Reference;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;

/** Where the numbers of a tensor of floats lie in memory. */
record Layout(memory.desc descriptor) {

    /**
     * {@code [batch, height, width, channels]}, as ND4J's arrays are here, or in blocks of 16 channels. Sixteen channels are one block: both are the same then, and
     * the kernels for blocks are up to twice as fast where a register holds a block; elsewhere there are none but plain loops.
     */
    static Layout images(boolean blocks, long batch, long height, long width, long channels) {
        memory.format_tag tag = blocks || (channels == 16 && OneDnn.hasRegistersOf16())
                ? memory.format_tag.nChw16c
                : memory.format_tag.nhwc;
        return of(tag, batch, channels, height, width);
    }

    /** Images as the kernel likes them best. */
    static Layout anyImages(long batch, long height, long width, long channels) {
        return of(memory.format_tag.any, batch, channels, height, width);
    }

    /** {@code [height, width, channels, filters]}, as ND4J's weights are here. */
    static Layout weights(long extent, long channels, long filters) {
        return of(memory.format_tag.hwio, filters, channels, extent, extent);
    }

    /** Weights as the kernel likes them best. */
    static Layout anyWeights(long extent, long channels, long filters) {
        return of(memory.format_tag.any, filters, channels, extent, extent);
    }

    /** A matrix, row by row; or the transpose of a matrix that lies row by row. */
    static Layout matrix(long rows, long columns, boolean transposed) {
        return of(transposed ? memory.format_tag.ba : memory.format_tag.ab, rows, columns);
    }

    /** Of a tensor that is not there. */
    static Layout nothing() {
        return new Layout(new memory.desc());
    }

    static Layout vector(long length) {
        return of(memory.format_tag.x, length);
    }

    private static Layout of(memory.format_tag tag, long... dimensions) {
        return new Layout(new memory.desc(dimensions, memory.data_type.f32, tag));
    }

    /** Numbers of memory, padding counted; bits of a mask are rounded up to whole numbers. */
    long floats() {
        return (descriptor.get_size() + Float.BYTES - 1) / Float.BYTES;
    }

    boolean isEmpty() {
        return descriptor.get_size() == 0;
    }

    /** Not {@code equals} of the native class, which JavaCPP maps by name only. */
    boolean isSameAs(Layout other) {
        try {
            return dnnl.dnnl_memory_desc_equal(descriptor.data(), other.descriptor.data()) != 0;
        } finally { // what data() gives does not keep what it lies in
            Reference.reachabilityFence(this);
            Reference.reachabilityFence(other);
        }
    }
}
