package org.kutta.nn.compare;

import org.kutta.solver.Checks;

/**
 * Names one training of a study.
 *
 * @param arm name of the arm
 * @param depth layers with weights on the longest way through the network
 * @param learningRate learning rate at the beginning
 * @param seed of first weights and order of the data
 */
public record TrainingCell(String arm, int depth, double learningRate, long seed) {

    /**
     * Checks the values.
     *
     * @param arm name of the arm
     * @param depth at least 1
     * @param learningRate finite, above 0
     * @param seed any number
     */
    public TrainingCell {
        Checks.atLeast("depth", depth, 1);
        Checks.positive("learning rate", learningRate);
    }
}
