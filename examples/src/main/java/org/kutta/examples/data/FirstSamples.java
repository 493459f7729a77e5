package org.kutta.examples.data;

/** The first of some samples, at most so many as asked for. */
record FirstSamples(Samples all, int most) implements Samples {
    @Override
    public int size() {
        return Math.min(most, all.size());
    }

    @Override
    public long[] shape() {
        return all.shape();
    }

    @Override
    public int classes() {
        return all.classes();
    }

    @Override
    public int label(int index) {
        return all.label(index);
    }

    @Override
    public void copy(int index, float[] target, int offset) {
        all.copy(index, target, offset);
    }
}
