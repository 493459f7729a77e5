package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;

/**
 * One experiment on a grid of trainings: arms, depths, learning rates and seeds.
 *
 * @param title what it asks
 * @param question what it asks, in a few sentences
 * @param arms the arms
 * @param axis what its curves go along
 * @param usual what it takes when no options are given
 * @param quick the same with {@code --quick}
 * @param gradients whether the gradient norms of the layers are of interest
 */
record Study(
        String title,
        String question,
        ImmutableList<GridArm> arms,
        Axis axis,
        Defaults usual,
        Defaults quick,
        boolean gradients) {

    /** What runs along the horizontal axis of the charts. */
    enum Axis {
        DEPTH,
        LEARNING_RATE
    }

    /**
     * Sizes of a grid.
     *
     * @param depths depths
     * @param learningRates learning rates
     * @param seeds number of seeds
     * @param epochs epochs
     * @param train training samples at most
     * @param test test samples at most
     */
    record Defaults(
            ImmutableList<Integer> depths,
            ImmutableList<Double> learningRates,
            int seeds,
            int epochs,
            int train,
            int test) {}
}
