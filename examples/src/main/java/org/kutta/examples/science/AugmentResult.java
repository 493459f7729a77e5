package org.kutta.examples.science;

import java.util.List;

/**
 * What {@code kutta augment} found.
 *
 * @param trainSize points learned from
 * @param testSize points judged by
 * @param arms the models
 */
record AugmentResult(int trainSize, int testSize, List<Figures> arms) {
    /**
     * One model.
     *
     * @param name how many dimensions it has
     * @param extra dimensions added to the two of the data
     * @param parameters number of parameters
     * @param trainLoss the last epoch's mean cross-entropy, in nats
     * @param testAccuracy share of points not learned from that are classified rightly
     * @param nfe evaluations of the field for one batch of test points, at the end
     */
    record Figures(String name, int extra, long parameters, double trainLoss, double testAccuracy, double nfe) {}
}
