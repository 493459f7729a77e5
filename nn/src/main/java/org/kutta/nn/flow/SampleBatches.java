package org.kutta.nn.flow;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;

/**
 * Rows of samples on the heap in batches, in a new random order every epoch; what is left over makes a smaller last batch.
 */
public final class SampleBatches implements Batches<double[]> {
    private final double[] samples;
    private final int features;
    private final int batch;
    private final long seed;
    private final double[] full;
    private final double[] last;

    private SampleBatches(double[] samples, int features, int batch, long seed) {
        this.samples = samples;
        this.features = features;
        this.batch = batch;
        this.seed = seed;
        int rows = samples.length / features;
        this.full = new double[Math.min(batch, rows) * features];
        this.last = new double[rows % batch * features];
    }

    /**
     * Batches in random order.
     *
     * @param samples {@code [rows, features]}, row-major; kept, not copied
     * @param features number of components of one sample, at least 1
     * @param batch rows of a batch, at least 1
     * @param seed seed of the orders
     * @return the batches
     */
    public static SampleBatches shuffled(double[] samples, int features, int batch, long seed) {
        Checks.atLeast("features", features, 1);
        Checks.atLeast("batch", batch, 1);
        Checks.check(
                samples.length > 0 && samples.length % features == 0,
                "samples have length %s but must be [rows, %s] with at least one row",
                samples.length,
                features);
        return new SampleBatches(samples, features, batch, seed);
    }

    private int rows() {
        return samples.length / features;
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.of((rows() + batch - 1) / batch);
    }

    @Override
    public void checkAll(Consumer<? super double[]> check) {
        check.accept(samples);
    }

    @Override
    public Iterator<double[]> epoch(int epoch) {
        int[] order = order(epoch);
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < order.length;
            }

            @Override
            public double[] next() {
                if (next >= order.length) {
                    throw new NoSuchElementException("epoch " + epoch + " has ended");
                }
                int size = Math.min(batch, order.length - next);
                double[] target = size * features == full.length ? full : last;
                for (int row = 0; row < size; row++) {
                    System.arraycopy(samples, order[next + row] * features, target, row * features, features);
                }
                next += size;
                return target;
            }
        };
    }

    /** Fisher-Yates, from a generator of the epoch's own. */
    private int[] order(int epoch) {
        RandomGenerator random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * epoch);
        int[] order = new int[rows()];
        Arrays.setAll(order, i -> i);
        for (int i = order.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }
}
