package org.kutta.examples.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kutta.nn.model.ModelMetadata.Normalisation;

/** Labelled images of one size, a byte for each channel of each pixel: height, width, channels. Immutable. */
final class Images {
    private final int height;
    private final int width;
    private final int channels;
    private final int classes;
    private final byte[] pixels;
    private final byte[] labels;

    /** Takes the arrays over: they must not be modified afterwards. Labels are below {@code classes}. */
    Images(int height, int width, int channels, int classes, byte[] pixels, byte[] labels) {
        if ((long) labels.length * height * width * channels != pixels.length) {
            throw new IllegalArgumentException(
                    "pixels (" + pixels.length + ") must be labels (" + labels.length + ") times the size of an image");
        }
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.classes = classes;
        this.pixels = pixels;
        this.labels = labels;
    }

    int size() {
        return labels.length;
    }

    int height() {
        return height;
    }

    int width() {
        return width;
    }

    int classes() {
        return classes;
    }

    int label(int index) {
        return labels[index];
    }

    byte[] pixels(int index) {
        int length = imageLength();
        return Arrays.copyOfRange(pixels, index * length, (index + 1) * length);
    }

    /** The task of these images, with the channels' mean and deviation over the training images taken out. */
    static LabelledData standardized(String name, List<String> classNames, Images train, Images test) {
        int channels = train.channels;
        List<Double> means = new ArrayList<>();
        List<Double> deviations = new ArrayList<>();
        float[][] values = new float[channels][256];
        for (int c = 0; c < channels; c++) {
            train.measure(c, means, deviations);
            for (int value = 0; value < 256; value++) {
                values[c][value] = (float) ((value - means.get(c)) * (1 / deviations.get(c)));
            }
        }
        return new LabelledData(
                name,
                train.new View(values),
                test.new View(values),
                classNames,
                Optional.of(new Normalisation(means, deviations)));
    }

    /** Mean and deviation of a channel, 1 where all pixels are alike. Sums of integers are exact. */
    private void measure(int channel, List<Double> means, List<Double> deviations) {
        long sum = 0;
        long squares = 0;
        for (int i = channel; i < pixels.length; i += channels) {
            int value = pixels[i] & 0xff;
            sum += value;
            squares += (long) value * value;
        }
        double count = pixels.length / (double) channels;
        double mean = sum / count;
        double deviation = Math.sqrt(Math.max(0, squares / count - mean * mean));
        means.add(mean);
        deviations.add(deviation > 0 ? deviation : 1.0);
    }

    private int imageLength() {
        return height * width * channels;
    }

    private final class View implements Samples {
        private final float[][] values;

        View(float[][] values) {
            this.values = values;
        }

        @Override
        public int size() {
            return labels.length;
        }

        @Override
        public long[] shape() {
            return new long[] {height, width, channels};
        }

        @Override
        public int classes() {
            return classes;
        }

        @Override
        public int label(int index) {
            return labels[index];
        }

        @Override
        public void copy(int index, float[] target, int offset) {
            int length = imageLength();
            int from = index * length;
            for (int i = 0; i < length; i += channels) {
                for (int c = 0; c < channels; c++) {
                    target[offset + i + c] = values[c][pixels[from + i + c] & 0xff];
                }
            }
        }
    }
}
