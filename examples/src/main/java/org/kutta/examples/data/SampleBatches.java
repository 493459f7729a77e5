package org.kutta.examples.data;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Samples as batches of ND4J arrays, NHWC for images, with one-hot labels.
 *
 * <p>{@link #shuffled} is for training: a new order in each epoch, the same for the same seed and epoch, and whole
 * batches only, so that the few samples left over are other ones each time. {@link #inOrder} is for testing: every
 * sample once, the last batch as short as it needs to be.
 */
public final class SampleBatches {
    private final Samples samples;
    private final int batch;
    private final boolean shuffle;
    private final long seed;

    private SampleBatches(Samples samples, int batch, boolean shuffle, long seed) {
        if (batch < 1) {
            throw new IllegalArgumentException("batch (" + batch + ") must be >= 1");
        }
        if (shuffle && batch > samples.size()) {
            throw new IllegalArgumentException(
                    "batch (" + batch + ") must be at most the number of training samples (" + samples.size() + ")");
        }
        this.samples = samples;
        this.batch = batch;
        this.shuffle = shuffle;
        this.seed = seed;
    }

    /**
     * Batches for training.
     *
     * @param samples the samples
     * @param batch samples in a batch, at most as many as there are
     * @param seed of the orders
     * @return the batches
     */
    public static SampleBatches shuffled(Samples samples, int batch, long seed) {
        return new SampleBatches(samples, batch, true, seed);
    }

    /**
     * Batches for testing.
     *
     * @param samples the samples
     * @param batch samples in a batch
     * @return the batches
     */
    public static SampleBatches inOrder(Samples samples, int batch) {
        return new SampleBatches(samples, batch, false, 0);
    }

    /** {@return the number of batches in an epoch} */
    public int batches() {
        return shuffle ? samples.size() / batch : (samples.size() + batch - 1) / batch;
    }

    /**
     * The batches of one epoch.
     *
     * @param epoch number of the epoch, from 0
     * @return the batches, each of new arrays of type FLOAT
     */
    public Iterator<DataSet> epoch(int epoch) {
        int[] order = order(epoch);
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < batches();
            }

            @Override
            public DataSet next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("an epoch has " + batches() + " batches");
                }
                int from = next * batch;
                next++;
                return batch(order, from, Math.min(from + batch, order.length));
            }
        };
    }

    private DataSet batch(int[] order, int from, int to) {
        int count = to - from;
        long[] shape = samples.shape();
        long[] batchShape = new long[shape.length + 1];
        batchShape[0] = count;
        int length = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            batchShape[axis + 1] = shape[axis];
            length *= Math.toIntExact(shape[axis]);
        }
        float[] features = new float[count * length];
        float[] labels = new float[count * samples.classes()];
        for (int i = 0; i < count; i++) {
            int sample = order[from + i];
            samples.copy(sample, features, i * length);
            labels[i * samples.classes() + samples.label(sample)] = 1;
        }
        return new DataSet(
                Nd4j.createFromArray(features).reshape(batchShape),
                Nd4j.createFromArray(labels).reshape(count, samples.classes()));
    }

    private int[] order(int epoch) {
        int[] order = new int[samples.size()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i;
        }
        if (shuffle) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + epoch);
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
        }
        return order;
    }
}
