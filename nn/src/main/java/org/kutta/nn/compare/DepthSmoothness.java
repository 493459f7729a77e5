package org.kutta.nn.compare;

import java.util.ArrayList;
import java.util.List;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How fast the sub-networks of a stack change with depth: the largest change between neighbouring steps, times the number of steps.
 *
 * <p>If weights follow a smooth curve over depth the product does not grow with the number of steps; if they follow a random walk, as those of a stochastic equation, it grows like
 * its square root; if they have nothing to do with each other, like the number itself. {@link DepthTrend} tells from a family of stacks.
 *
 * @param steps number of steps {@code N}
 * @param parameters {@code N max |p_n+1 - p_n| / rms |p_n|} over the parameters of first stages; NaN for one step or no parameters
 * @param outputs {@code N max |f_n+1(y_n) - f_n(y_n)| / |f_n(y_n)|} on data; NaN for one step
 * @see "Cohen, Cont, Rossier, Xu: Scaling properties of deep residual networks, arXiv 2105.12245"
 */
public record DepthSmoothness(int steps, double parameters, double outputs) {

    /**
     * Measures a stack.
     *
     * @param place a stack with weights of its own for each stage
     * @param input a batch of its inputs, as {@link PlacedBlock#input} gives it; not modified
     * @return the statistics
     * @throws IllegalArgumentException if it is another layer
     */
    public static DepthSmoothness measure(PlacedBlock place, INDArray input) {
        try (StackNets nets = new StackNets(place, input)) {
            int steps = nets.stack().mesh().steps();
            Checks.atLeast("steps of the stack", steps, 1);
            List<StackNets.Net> first = new ArrayList<>();
            for (int n = 0; n < steps; n++) {
                first.add(nets.net(n, 0));
            }
            double outputs = Double.NaN;
            double change = Double.NaN;
            for (int n = 0; n + 1 < steps; n++) {
                double difference = nets.difference(first.get(n), first.get(n + 1), nets.state(n));
                outputs = n == 0 ? difference : Math.max(outputs, difference);
                double distance = distance(first.get(n), first.get(n + 1));
                change = n == 0 ? distance : Math.max(change, distance);
            }
            double squares = 0;
            for (StackNets.Net net : first) {
                squares += net.parameters().stream().map(x -> x * x).sum();
            }
            return new DepthSmoothness(steps, steps * change / Math.sqrt(squares / steps), steps * outputs);
        }
    }

    private static double distance(StackNets.Net one, StackNets.Net other) {
        double sum = 0;
        for (int k = 0; k < one.parameters().length(); k++) {
            double difference = other.parameters().get(k) - one.parameters().get(k);
            sum += difference * difference;
        }
        return Math.sqrt(sum);
    }
}
