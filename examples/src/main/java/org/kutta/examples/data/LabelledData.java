package org.kutta.examples.data;

import java.util.Arrays;

/**
 * A task: what to train on, and what to test on.
 *
 * @param name name for tables and files
 * @param train samples to train on
 * @param test samples of the same shape and classes that training never sees
 */
public record LabelledData(String name, Samples train, Samples test) {

    /**
     * Checks that both parts are of one kind.
     *
     * @param name name for tables and files
     * @param train samples to train on
     * @param test samples to test on
     */
    public LabelledData {
        if (!Arrays.equals(train.shape(), test.shape())) {
            throw new IllegalArgumentException("test samples have shape " + Arrays.toString(test.shape())
                    + " but the training samples have " + Arrays.toString(train.shape()));
        }
        if (train.classes() != test.classes()) {
            throw new IllegalArgumentException("test samples have " + test.classes()
                    + " classes but the training samples have " + train.classes());
        }
    }
}
