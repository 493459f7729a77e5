package org.kutta.nn.train;

import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Batches of samples held in two arrays, in their order or shuffled anew for every epoch.
 *
 * <p>The order of an epoch depends on the seed and the number of the epoch only. The last batch of an epoch is smaller where the batch size
 * does not divide the samples. Batches are copies in two buffers that are reused; {@link #close} frees them, not the samples.
 */
public final class ArrayBatches implements Batches<DataSet>, AutoCloseable {
    private final INDArray features;
    private final INDArray labels;
    private final int samples;
    private final int batchSize;
    private final OptionalLong seed;
    private final Batch full;
    private final Batch last;

    private ArrayBatches(INDArray features, INDArray labels, int batchSize, OptionalLong seed) {
        checkArray("features", features);
        checkArray("labels", labels);
        if (features.size(0) != labels.size(0)) {
            throw new IllegalArgumentException("features hold " + features.size(0) + " samples but labels "
                    + labels.size(0) + ": they must be as many");
        }
        Checks.atLeast("batch size", batchSize, 1);
        this.features = features;
        this.labels = labels;
        this.samples = Math.toIntExact(features.size(0));
        this.batchSize = Math.min(batchSize, samples);
        this.seed = seed;
        this.full = new Batch(features, labels, this.batchSize);
        this.last = samples % this.batchSize == 0 ? full : new Batch(features, labels, samples % this.batchSize);
    }

    private static void checkArray(String name, INDArray array) {
        if (array.isEmpty() || array.rank() < 2 || array.ordering() != 'c' || array.elementWiseStride() != 1) {
            throw new IllegalArgumentException(
                    name + " must be contiguous, row-major and of shape [samples, ...], but are "
                            + array.shapeInfoToString());
        }
    }

    /**
     * Batches in the order of the samples: for tests.
     *
     * @param features {@code [samples, ...]}, contiguous, row-major; kept, not copied
     * @param labels {@code [samples, ...]}, likewise
     * @param batchSize samples per batch
     * @return the batches
     */
    public static ArrayBatches inOrder(INDArray features, INDArray labels, int batchSize) {
        return new ArrayBatches(features, labels, batchSize, OptionalLong.empty());
    }

    /**
     * Batches in a new random order every epoch: for training.
     *
     * @param features {@code [samples, ...]}, contiguous, row-major; kept, not copied
     * @param labels {@code [samples, ...]}, likewise
     * @param batchSize samples per batch
     * @param seed seed of the orders
     * @return the batches
     */
    public static ArrayBatches shuffled(INDArray features, INDArray labels, int batchSize, long seed) {
        return new ArrayBatches(features, labels, batchSize, OptionalLong.of(seed));
    }

    @Override
    public OptionalInt count() {
        return OptionalInt.of((samples + batchSize - 1) / batchSize);
    }

    /** {@return the number of samples} */
    public int samples() {
        return samples;
    }

    @Override
    public void checkAll(Consumer<? super DataSet> check) {
        check.accept(new DataSet(features, labels));
    }

    @Override
    public Iterator<DataSet> epoch(int epoch) {
        int[] order = order(epoch);
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < samples;
            }

            @Override
            public DataSet next() {
                if (next >= samples) {
                    throw new NoSuchElementException("epoch " + epoch + " has ended");
                }
                int size = Math.min(batchSize, samples - next);
                Batch target = size == batchSize ? full : last;
                target.gather(order, next);
                next += size;
                return target.data;
            }
        };
    }

    /** Fisher-Yates, from a generator of the epoch's own. */
    private int[] order(int epoch) {
        int[] order = IntStream.range(0, samples).toArray();
        if (seed.isPresent()) {
            SplittableRandom random = new SplittableRandom(seed.getAsLong() + 0x9E3779B97F4A7C15L * epoch);
            for (int i = samples - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
        }
        return order;
    }

    @Override
    public void close() {
        full.close();
        last.close();
    }

    /** The buffers of one batch size, and the native calls that fill them. */
    private static final class Batch implements AutoCloseable {
        final DataSet data;
        private final INDArray rows;
        private final PreparedOp gatherFeatures;
        private final PreparedOp gatherLabels;

        Batch(INDArray features, INDArray labels, int size) {
            data = new DataSet(buffer(features, size), buffer(labels, size));
            rows = NativeArrays.zeros(DataType.INT32, size);
            gatherFeatures =
                    PreparedOp.of("gather", data.getFeatures(), features, rows).integers(0);
            gatherLabels =
                    PreparedOp.of("gather", data.getLabels(), labels, rows).integers(0);
        }

        private static INDArray buffer(INDArray source, int size) {
            long[] shape = source.shape().clone();
            shape[0] = size;
            return NativeArrays.zeros(source.dataType(), shape);
        }

        void gather(int[] order, int first) {
            int size = Math.toIntExact(rows.length());
            NativeArrays.write(Arrays.copyOfRange(order, first, first + size), rows);
            gatherFeatures.run();
            gatherLabels.run();
        }

        @Override
        public void close() {
            data.getFeatures().close();
            data.getLabels().close();
            rows.close();
        }
    }
}
