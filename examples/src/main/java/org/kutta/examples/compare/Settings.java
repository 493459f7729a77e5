package org.kutta.examples.compare;

import java.util.Locale;

/**
 * How every arm is trained.
 *
 * @param epochs how often the data are gone through
 * @param batch samples in a batch
 * @param learningRate of Adam at the beginning
 * @param seed of first weights and batches
 */
record Settings(int epochs, int batch, double learningRate, long seed) {
    /** All of it in a phrase. */
    String describe() {
        return String.format(
                Locale.ROOT,
                "%d epoch%s of batches of %d, Adam with learning rate %s falling along a cosine, seed %d.",
                epochs,
                epochs == 1 ? "" : "s",
                batch,
                learningRate,
                seed);
    }
}
