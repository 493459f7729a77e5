package org.kutta.examples.data;

/** Labelled samples that can be read in any order. Immutable. */
public interface Samples {

    /** {@return the number of samples, at least 1} */
    int size();

    /** {@return the shape of one sample: height, width, channels of an image, or the number of features; a copy} */
    long[] shape();

    /** {@return the number of classes, at least 2} */
    int classes();

    /**
     * Class of a sample.
     *
     * @param index number of the sample, from 0
     * @return its class, from 0
     */
    int label(int index);

    /**
     * Copies a sample.
     *
     * @param index number of the sample, from 0
     * @param target receives the components, the last axis running fastest
     * @param offset where in the target the first component goes
     */
    void copy(int index, float[] target, int offset);
}
