package org.kutta.examples.compare;

/**
 * What came out for one arm, as {@code --json} writes it. A figure of a training that diverged is NaN.
 *
 * @param name name of the arm
 * @param reading {@code discrete} or {@code continuous}
 * @param tableau name of the tableau
 * @param order its order
 * @param subnets sub-networks with weights of their own
 * @param parameters parameters of the whole network
 * @param testAccuracy share of the test samples classified rightly, after the last epoch
 * @param trainLoss mean cross-entropy over the last epoch, in nats
 * @param dt step; of an adaptive solver the interval over the mean number of accepted steps, in the last epoch
 * @param totalTime length of the interval
 * @param nfeForward evaluations of sub-networks in a forward pass, mean over the test batches
 * @param nfeBackward pullbacks of sub-networks in a backward pass, or evaluations where those are more; mean over
 *     the training batches of the last epoch
 * @param secondsPerEpoch wall-clock time of an epoch of training, mean over the epochs
 * @param peakNativeBytes most bytes that parameters, gradient, states and plans held outside the Java heap
 */
record ArmResult(
        String name,
        String reading,
        String tableau,
        int order,
        int subnets,
        long parameters,
        double testAccuracy,
        double trainLoss,
        double dt,
        double totalTime,
        double nfeForward,
        double nfeBackward,
        double secondsPerEpoch,
        long peakNativeBytes) {}
