package org.kutta.nn.layer;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Shape of one sample, without the batch axis: {@code [features]}, {@code [height, width, channels]} or {@code [length, features]}.
 *
 * <p>Immutable; two shapes are equal when their dimensions are.
 */
public final class Shape {

    private final long[] dimensions;

    private Shape(long[] dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * A shape with these dimensions.
     *
     * @param dimensions each at least 1
     * @return the shape
     */
    public static Shape of(long... dimensions) {
        for (long dimension : dimensions) {
            if (dimension < 1) {
                throw new IllegalArgumentException(
                        "shape " + Arrays.toString(dimensions) + " must have dimensions >= 1");
            }
        }
        return new Shape(dimensions.clone());
    }

    /**
     * Shape of the samples of a batch.
     *
     * @param batch an array {@code [batch, sample...]}
     * @return the shape without the first axis
     */
    public static Shape ofSamples(INDArray batch) {
        long[] shape = batch.shape();
        return of(Arrays.copyOfRange(shape, 1, shape.length));
    }

    /** {@return the number of axes} */
    public int rank() {
        return dimensions.length;
    }

    /**
     * Size along one axis.
     *
     * @param axis axis from 0; negative counts from the end, so that -1 is the features or channels
     * @return the size
     */
    public long dim(int axis) {
        return dimensions[axis < 0 ? axis + dimensions.length : axis];
    }

    /** {@return the number of components of one sample} */
    public long size() {
        long size = 1;
        for (long dimension : dimensions) {
            size *= dimension;
        }
        return size;
    }

    /** {@return the dimensions, a copy} */
    public long[] toArray() {
        return dimensions.clone();
    }

    /**
     * Shape of an array that holds a batch of samples.
     *
     * @param batch number of samples
     * @return {@code [batch, dimensions...]}
     */
    public long[] withBatch(long batch) {
        long[] result = new long[dimensions.length + 1];
        result[0] = batch;
        System.arraycopy(dimensions, 0, result, 1, dimensions.length);
        return result;
    }

    /**
     * The same shape with another last dimension.
     *
     * @param last features or channels
     * @return the shape
     */
    public Shape withLast(long last) {
        long[] result = dimensions.clone();
        result[result.length - 1] = last;
        return of(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** {@return the dimensions, such as {@code [28, 28, 1]}} */
    @Override
    public String toString() {
        return Arrays.toString(dimensions);
    }
}
