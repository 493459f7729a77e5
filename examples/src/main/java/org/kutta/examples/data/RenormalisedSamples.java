package org.kutta.examples.data;

import java.util.List;
import java.util.Optional;
import org.kutta.nn.model.ModelMetadata.Normalisation;

/** Samples that were normalised in one way, in another: {@code scale[c] x + shift[c]} for channel {@code c}. */
final class RenormalisedSamples implements Samples {
    private final Samples samples;
    private final double[] scale;
    private final double[] shift;
    private final int length;

    private RenormalisedSamples(Samples samples, double[] scale, double[] shift, int length) {
        this.samples = samples;
        this.scale = scale;
        this.shift = shift;
        this.length = length;
    }

    /** Both normalisations have one channel, or as many as the samples; without a former one, the samples are raw. */
    static RenormalisedSamples of(Samples samples, int channels, Optional<Normalisation> former, Normalisation wanted) {
        double[] scale = new double[channels];
        double[] shift = new double[channels];
        for (int c = 0; c < channels; c++) {
            int channel = c;
            double mean = former.map(from -> of(from.mean(), channel)).orElse(0.0);
            double deviation = former.map(from -> of(from.deviation(), channel)).orElse(1.0);
            scale[c] = deviation / of(wanted.deviation(), c);
            shift[c] = (mean - of(wanted.mean(), c)) / of(wanted.deviation(), c);
        }
        long length = 1;
        for (long dim : samples.shape()) {
            length *= dim;
        }
        return new RenormalisedSamples(samples, scale, shift, Math.toIntExact(length));
    }

    private static double of(List<Double> channels, int channel) {
        return channels.get(channels.size() == 1 ? 0 : channel);
    }

    @Override
    public int size() {
        return samples.size();
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
        for (int i = 0; i < length; i++) {
            int channel = i % scale.length;
            target[offset + i] = (float) (scale[channel] * target[offset + i] + shift[channel]);
        }
    }
}
