package org.kutta.examples.data;

import java.util.Arrays;
import org.kutta.solver.Checks;

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

    /**
     * A part of the data.
     *
     * @param trainSize at most so many training samples, the first ones
     * @param testSize at most so many test samples, the first ones
     * @return the smaller task, of the same name
     */
    public LabelledData first(int trainSize, int testSize) {
        return new LabelledData(name, first(train, trainSize), first(test, testSize));
    }

    /**
     * Checks that the steps of a training can be counted.
     *
     * @param epochs how often the training samples are gone through, at least 1
     * @param batch samples in a batch, at least 1
     * @throws IllegalArgumentException if the steps are 2^31 or more
     */
    public void checkSteps(int epochs, int batch) {
        long batches = (train.size() + batch - 1L) / batch;
        Checks.check(
                epochs * batches <= Integer.MAX_VALUE,
                "--epochs (%s) must make fewer than 2^31 training steps, not %s",
                epochs,
                epochs * batches);
    }

    private static Samples first(Samples samples, int size) {
        int smaller = Math.min(size, samples.size());
        return new Samples() {
            @Override
            public int size() {
                return smaller;
            }

            @Override
            public long[] shape() {
                return samples.shape();
            }

            @Override
            public int classes() {
                return samples.classes();
            }

            @Override
            public int label(int index) {
                return samples.label(index);
            }

            @Override
            public void copy(int index, float[] target, int offset) {
                samples.copy(index, target, offset);
            }
        };
    }
}
