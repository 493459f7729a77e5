package org.kutta.nn.landscape;

/** Told how a scan goes on, by one thread at a time, though not always the same. */
@FunctionalInterface
public interface ScanListener {

    /**
     * A point was evaluated.
     *
     * @param progress how far the scan is
     */
    void point(ScanProgress progress);
}
