package org.kutta.examples.data;

import java.util.Arrays;
import org.kutta.nn.nd4j.Backend;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

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

    /**
     * All samples as ND4J arrays.
     *
     * @return features {@code [samples, shape]} and one-hot labels {@code [samples, classes]}, of type FLOAT; the caller closes both
     */
    default DataSet toDataSet() {
        Backend.require();
        long[] shape = shape();
        long[] all = new long[shape.length + 1];
        all[0] = size();
        System.arraycopy(shape, 0, all, 1, shape.length);
        int length = Math.toIntExact(Arrays.stream(shape).reduce(1, (a, b) -> a * b));
        float[] features = new float[Math.multiplyExact(size(), length)];
        float[] labels = new float[Math.multiplyExact(size(), classes())];
        for (int i = 0; i < size(); i++) {
            copy(i, features, i * length);
            labels[i * classes() + label(i)] = 1;
        }
        return new DataSet(
                Nd4j.createFromArray(features).reshape(all),
                Nd4j.createFromArray(labels).reshape(size(), classes()));
    }
}
