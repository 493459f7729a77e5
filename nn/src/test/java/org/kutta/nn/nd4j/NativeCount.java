package org.kutta.nn.nd4j;

import org.nd4j.linalg.factory.Nd4j;

/**
 * Counts what ND4J makes that it will have to free: arrays, views and op contexts. It numbers each of them, so that the next number says whether there were any.
 * An array counts for more than one where its buffer is numbered besides.
 */
public final class NativeCount {
    private long next;

    /** Begins to count. */
    public NativeCount() {
        restart();
    }

    /** Begins again. */
    public void restart() {
        next = Nd4j.getDeallocatorService().nextValue() + 1;
    }

    /** {@return the number of those made since this was made, restarted or asked} */
    public long made() {
        long before = next;
        restart();
        return next - 1 - before;
    }
}
