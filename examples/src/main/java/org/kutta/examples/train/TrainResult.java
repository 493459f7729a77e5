package org.kutta.examples.train;

import java.util.List;

/**
 * What a training gave, as {@code --json} writes it.
 *
 * @param dataset name of the data
 * @param trainSize number of training samples
 * @param testSize number of test samples
 * @param reading {@code stack} or {@code ode}
 * @param network names of its layers
 * @param parameters number of its parameters
 * @param epochs epochs trained, those before a break included
 * @param trainLoss mean cross-entropy of each epoch in nats, over images as they were shifted
 * @param epochAccuracy share of the test samples classified rightly after each epoch; NaN for those before a break
 * @param testAccuracy share of the test samples classified rightly
 * @param confusion test samples by true class (outer list) and class found (inner)
 * @param nfeForward evaluations of sub-networks in a forward pass, mean over the test batches
 * @param seconds wall-clock time of all epochs
 */
record TrainResult(
        String dataset,
        int trainSize,
        int testSize,
        String reading,
        List<String> network,
        long parameters,
        int epochs,
        List<Double> trainLoss,
        List<Double> epochAccuracy,
        double testAccuracy,
        List<List<Integer>> confusion,
        double nfeForward,
        double seconds) {}
