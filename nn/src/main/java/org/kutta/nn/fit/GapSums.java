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

    /** One time: what was observed, what it counts, and the cotangent of the prediction. */
    private record Slot<S>(S observed, S weights, S bar, Runnable weigh, Runnable product) {}

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
        this.clamp = loss.limit() < Double.POSITIVE_INFINITY ? rows.clamp(slope, loss.limit(), slope) : () -> {};
    }

    private Slot<S> slot(int index) {
        while (slots.size() <= index) {
            S weights = rows.zeros(count, features);
            S bar = rows.zeros(count, features);
            slots.add(new Slot<>(
                    rows.zeros(count, features),
                    weights,
                    bar,
                    rows.multiply(weights, slope, bar),
                    rows.multiply(bar, form, losses)));
        }
        return slots.get(index);
    }

    /** Writes what was observed at a time; where the weight is 0 the value does not matter but must be finite. */
    void set(int index, double[] observed, double[] weights) {
        Slot<S> slot = slot(index);
        rows.write(observed, slot.observed);
        rows.write(weights, slot.weights);
    }

    /** The observations of a time, live. */
    S observed(int index) {
        return slot(index).observed;
    }

    void begin() {
        space.setZero(sum);
    }

    /** Adds the losses of a time and leaves {@code factor} times their cotangent. */
    S add(int index, S predicted, double factor) {
        Slot<S> slot = slot(index);
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
        return slot(index).bar;
    }

    @Override
    public void close() {
        for (Slot<S> slot : slots) {
            space.release(slot.observed);
            space.release(slot.weights);
            space.release(slot.bar);
        }
        List.of(gap, slope, form, losses, sum, ones).forEach(space::release);
    }
}
