package org.kutta.nn.image;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Batches of images, each image moved by a few pixels at random, for training with more images than there are.
 *
 * <p>Shifts are whole pixels, drawn evenly and independently along both axes; what comes in from outside repeats the edge. They depend on the seed, the number
 * of the epoch and the place in it only, so that a run can be taken up again. Labels are those of the source. {@link #close} frees the buffers, not the source.
 */
public final class ShiftedImages implements Batches<DataSet>, AutoCloseable {
    private final Batches<DataSet> source;
    private final int most;
    private final long seed;
    private final Map<Integer, Shift> shifts = new HashMap<>();

    /**
     * Shifted batches.
     *
     * @param source images {@code [batch, height, width, channels]}; its batches are not modified
     * @param most largest shift along an axis in pixels, at least 0
     * @param seed seed of the shifts
     */
    public ShiftedImages(Batches<DataSet> source, int most, long seed) {
        Checks.atLeast("largest shift", most, 0);
        this.source = source;
        this.most = most;
        this.seed = seed;
    }

    @Override
    public OptionalInt count() {
        return source.count();
    }

    @Override
    public void checkAll(Consumer<? super DataSet> check) {
        source.checkAll(check);
    }

    @Override
    public Iterator<DataSet> epoch(int epoch) {
        Iterator<DataSet> batches = source.epoch(epoch);
        RandomGenerator random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * epoch);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return batches.hasNext();
            }

            @Override
            public DataSet next() {
                DataSet batch = batches.next();
                return shifts.computeIfAbsent(
                                Math.toIntExact(batch.getFeatures().size(0)), size -> new Shift(batch.getFeatures()))
                        .apply(batch, random);
            }
        };
    }

    @Override
    public void close() {
        shifts.values().forEach(Shift::close);
        shifts.clear();
    }

    /** One gather of pixels, bound to buffers of one batch size. */
    private final class Shift implements AutoCloseable {
        private final int height;
        private final int width;
        private final INDArray images;
        private final INDArray shifted;
        private final INDArray numbers;
        private final int[] pixels;
        private final PreparedOp gather;

        Shift(INDArray like) {
            Checks.check(
                    like.rank() == 4,
                    "shape of the images",
                    Arrays.toString(like.shape()),
                    "must be [batch, height, width, channels]");
            height = Math.toIntExact(like.size(1));
            width = Math.toIntExact(like.size(2));
            images = NativeArrays.zeros(like.dataType(), like.shape());
            shifted = NativeArrays.zeros(like.dataType(), like.shape());
            long count = like.size(0) * height * width;
            pixels = new int[Math.toIntExact(count)];
            numbers = NativeArrays.zeros(DataType.INT32, count);
            gather = PreparedOp.of(
                            "gather",
                            NativeArrays.view(shifted, count, like.size(3)),
                            NativeArrays.view(images, count, like.size(3)),
                            numbers)
                    .integers(0);
        }

        DataSet apply(DataSet batch, RandomGenerator random) {
            int at = 0;
            for (int image = 0; at < pixels.length; image++) {
                int down = random.nextInt(2 * most + 1) - most;
                int right = random.nextInt(2 * most + 1) - most;
                for (int i = 0; i < height; i++) {
                    int row = (image * height + clamp(i - down, height)) * width;
                    for (int j = 0; j < width; j++) {
                        pixels[at++] = row + clamp(j - right, width);
                    }
                }
            }
            NativeArrays.load(batch.getFeatures(), images);
            NativeArrays.write(pixels, numbers);
            gather.run();
            return new DataSet(shifted, batch.getLabels());
        }

        private static int clamp(int index, int length) {
            return Math.max(0, Math.min(index, length - 1));
        }

        @Override
        public void close() {
            images.close();
            shifted.close();
            numbers.close();
        }
    }
}
