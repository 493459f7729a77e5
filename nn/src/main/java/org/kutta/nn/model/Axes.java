package org.kutta.nn.model;

/** Permutations of axes of row-major arrays. */
final class Axes {

    private Axes() {}

    /**
     * For each component of the permuted array, whose axis {@code i} is the old axis {@code axes[i]}, where it lies in the old one.
     */
    static int[] positions(long[] shape, int... axes) {
        long[] strides = new long[shape.length];
        long stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        int[] positions = new int[Math.toIntExact(stride)];
        for (int i = 0; i < positions.length; i++) {
            long rest = i;
            long position = 0;
            for (int k = axes.length - 1; k >= 0; k--) {
                position += rest % shape[axes[k]] * strides[axes[k]];
                rest /= shape[axes[k]];
            }
            positions[i] = (int) position;
        }
        return positions;
    }
}
