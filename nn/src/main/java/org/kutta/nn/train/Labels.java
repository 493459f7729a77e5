package org.kutta.nn.train;

import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Class numbers as the arrays that losses and ND4J's evaluation read. */
public final class Labels {

    private Labels() {}

    /**
     * One-hot rows.
     *
     * @param type data type of the result
     * @param labels class of each sample, from 0
     * @param classes number of classes
     * @return {@code [samples, classes]}, owned by the caller
     * @throws IllegalArgumentException if a label is not in {@code [0, classes)}
     */
    public static INDArray oneHot(DataType type, int[] labels, int classes) {
        double[] values = new double[Math.multiplyExact(labels.length, classes)];
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classes) {
                throw new IllegalArgumentException(
                        "label (" + labels[i] + ") of sample " + i + " must be in [0, " + classes + ")");
            }
            values[i * classes + labels[i]] = 1;
        }
        INDArray result = NativeArrays.zeros(type, labels.length, classes);
        NativeArrays.write(values, result);
        return result;
    }
}
