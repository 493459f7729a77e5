package org.kutta.nn.train;

import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Training or test data as a sequence of batches, gone through once an epoch.
 *
 * <p>A batch handed out is valid until the next one is asked for: implementations reuse their buffers.
 *
 * @param <B> type of a batch
 */
public interface Batches<B> {

    /**
     * Begins an epoch. The same number gives the same batches, so that a run can be repeated or taken up again.
     *
     * @param epoch number of the epoch, from 0
     * @return the batches of that epoch
     */
    Iterator<B> epoch(int epoch);

    /** {@return batches per epoch, or empty if that is not known ahead} */
    default OptionalInt count() {
        return OptionalInt.empty();
    }

    /**
     * Lets a check see all data, where that is possible without spending any (in-memory data), and nothing otherwise.
     *
     * @param check throws if a batch is not as it should be
     */
    default void checkAll(Consumer<? super B> check) {}

    /**
     * The same batches in every epoch.
     *
     * @param batches the batches, in order
     * @param <B> type of a batch
     * @return those batches
     */
    static <B> Batches<B> of(List<B> batches) {
        List<B> copy = List.copyOf(batches);
        return new Batches<>() {
            @Override
            public Iterator<B> epoch(int epoch) {
                return copy.iterator();
            }

            @Override
            public OptionalInt count() {
                return OptionalInt.of(copy.size());
            }

            @Override
            public void checkAll(Consumer<? super B> check) {
                copy.forEach(check);
            }
        };
    }

    /**
     * The batches of an ND4J iterator, reset at the beginning of each epoch. Order and repeatability are the iterator's.
     *
     * @param iterator source of the batches, used from the training thread only
     * @return its batches
     * @throws IllegalArgumentException if the iterator cannot be reset
     */
    static Batches<DataSet> of(DataSetIterator iterator) {
        if (!iterator.resetSupported()) {
            throw new IllegalArgumentException("data set iterator ("
                    + iterator.getClass().getName() + ") must support reset, as every epoch starts from its beginning");
        }
        return epoch -> {
            iterator.reset();
            return iterator;
        };
    }
}
