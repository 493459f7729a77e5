package org.kutta.examples.science;

import java.util.List;

/**
 * What {@code kutta flow} found.
 *
 * @param density the density
 * @param trainSize samples learned from
 * @param testSize samples judged by
 * @param arms the flows
 */
record FlowResult(String density, int trainSize, int testSize, List<Figures> arms) {
    /**
     * One flow.
     *
     * @param name how it was trained
     * @param testLogLikelihood mean logarithm of the density at samples not learned from, by the exact trace and a tight solver, in nats
     * @param trainLoss the last epoch's mean loss, penalties included
     * @param nfe evaluations that the tight solver takes for the paths of the test samples
     * @param seconds wall-clock time of the training
     */
    record Figures(String name, double testLogLikelihood, double trainLoss, long nfe, double seconds) {}
}
