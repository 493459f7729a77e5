package org.kutta.examples.compare;

import java.util.List;

/**
 * What a comparison found, as {@code --json} writes it.
 *
 * @param dataset name of the data
 * @param trainSize number of training samples
 * @param testSize number of test samples
 * @param arms the arms in the order in which they were trained
 */
record CompareResult(String dataset, int trainSize, int testSize, List<ArmResult> arms) {}
