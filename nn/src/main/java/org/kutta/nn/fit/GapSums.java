package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.solver.StateSpace;

/**
 * Sums weighted losses of the gaps between predictions and observations of a batch, and writes their cotangents. Times come one after the other; the sum is
 * taken on the device and read once.
 */
final class GapSums<S> implements AutoCloseable {
    private final Rows<S> rows;
    private final StateSpace<S> space;
    private final PointLoss loss;
    private final int count;
    private final int features;
    private final S gap;
    private final S slope;
    private final S form;
    private final S losses;
    private final S sum;
    private final S ones;
    private final Runnable clamp;
    private final List<Slot<S>> slots = new ArrayList<>();
    private Rows.Block<S> observed;
    private Rows.Block<S> weights;

    /** One time: what was observed, the cotangent of the prediction, and how it is made. */
    private record Slot<S>(S observed, S bar, Runnable weigh, Runnable product) {}

    GapSums(Rows<S> rows, PointLoss loss, int count, int features) {
        this.rows = rows;
        this.space = rows.space();
        this.loss = loss;
        this.count = count;
        this.features = features;
        this.gap = rows.zeros(count, features);
        this.slope = rows.zeros(count, features);
        this.form = rows.zeros(count, features);
        this.losses = rows.zeros(count, features);
        this.sum = rows.zeros(count, features);
        this.ones = rows.zeros(count, features);
        double[] values = new double[count * features];
        Arrays.fill(values, 1);
        rows.write(values, ones);
        this.observed = rows.block(1, count, features);
        this.weights = rows.block(1, count, features);
        this.clamp = loss.limit() < Double.POSITIVE_INFINITY ? rows.clamp(slope, loss.limit(), slope) : () -> {};
    }

    /**
     * Writes what was observed, time by time, and what it counts; where the weight is 0 the value does not matter but must be finite.
     *
     * @param values {@code [times, rows, features]}
     */
    void set(double[] values, double[] counts) {
        int times = values.length / (count * features);
        if (times > slots.size()) {
            grow(times);
        }
        observed.write(Arrays.copyOf(values, slots.size() * count * features));
        weights.write(Arrays.copyOf(counts, slots.size() * count * features));
    }

    private void grow(int times) {
        releaseSlots();
        observed = rows.block(times, count, features);
        weights = rows.block(times, count, features);
        for (int k = 0; k < times; k++) {
            S bar = rows.zeros(count, features);
            S weight = weights.batches().get(k);
            slots.add(new Slot<>(
                    observed.batches().get(k),
                    bar,
                    rows.multiply(weight, slope, bar),
                    rows.multiply(bar, form, losses)));
        }
    }

    private void releaseSlots() {
        slots.forEach(slot -> space.release(slot.bar));
        slots.clear();
        observed.release();
        weights.release();
    }

    /** The observations of a time, live. */
    S observed(int index) {
        return slots.get(index).observed;
    }

    void begin() {
        space.setZero(sum);
    }

    /** Adds the losses of a time and leaves {@code factor} times their cotangent. */
    S add(int index, S predicted, double factor) {
        Slot<S> slot = slots.get(index);
        space.copy(predicted, gap);
        space.axpy(-1, slot.observed, gap);
        space.copy(gap, slope);
        if (loss.scale() != 1) {
            space.scale(loss.scale(), slope);
        }
        clamp.run();
        slot.weigh.run();
        space.copy(gap, form);
        if (loss.a() != 1) {
            space.scale(loss.a(), form);
        }
        if (loss.b() != 0) {
            space.axpy(loss.b(), slope, form);
        }
        slot.product.run();
        space.axpy(1, losses, sum);
        space.scale(factor * loss.c(), slot.bar);
        return slot.bar;
    }

    /** The sum since {@link #begin}. */
    double total() {
        return space.dot(sum, ones);
    }

    /** The cotangent that the last {@link #add} of a time has left. */
    S bar(int index) {
        return slots.get(index).bar;
    }

    @Override
    public void close() {
        releaseSlots();
        List.of(gap, slope, form, losses, sum, ones).forEach(space::release);
    }
}
