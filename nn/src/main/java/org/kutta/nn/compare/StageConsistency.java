package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether a stack with weights of its own for each stage could be steps of one field {@code f(t, y)}: stages at equal times would then be the same function.
 *
 * <p>Equal times have, in one step, stages of equal {@code c}, such as the two in the middle of the classical method, and the stages at the end of a step and at the
 * beginning of the next. They are compared on data, at the state before the later one's step. Independent random weights differ by about the square root of
 * 2. Where no two stages share their time, how far the weights are from a straight line over time says less, but something.
 *
 * @param pairs stages at equal times
 * @param lineResidual norm of what is left of all sub-networks' parameters after the best straight line over time, relative to the norm of all; NaN for fewer than three
 *     times
 */
public record StageConsistency(ImmutableList<Pair> pairs, double lineResidual) {
    /** Difference up to which two stages count as one function. */
    public static final double LIMIT = 0.1;

    /** What can be said. */
    public enum Finding {
        /** Stages at equal times are one function within a tenth: a field may exist. */
        CONSISTENT,
        /** They are not: no field has these steps. */
        NOT_A_DISCRETISATION,
        /** No two stages share their time. */
        NO_EQUAL_TIMES
    }

    /**
     * Two stages at one time.
     *
     * @param time their time
     * @param step step of the first
     * @param stage the first
     * @param otherStep step of the second
     * @param otherStage the second
     * @param difference norm of the difference of their outputs, relative to that of the first's
     */
    public record Pair(double time, int step, int stage, int otherStep, int otherStage, double difference) {}

    /**
     * Measures a stack.
     *
     * @param place a stack with weights of its own for each stage
     * @param input a batch of its inputs, as {@link PlacedBlock#input} gives it; not modified
     * @return what was found
     * @throws IllegalArgumentException if it is another layer
     */
    public static StageConsistency measure(PlacedBlock place, INDArray input) {
        try (StackNets nets = new StackNets(place, input)) {
            ImmutableList.Builder<Pair> pairs = ImmutableList.builder();
            List<StackNets.Net> all = nets.nets();
            for (int i = 0; i < all.size(); i++) {
                for (int j = i + 1; j < all.size(); j++) {
                    StackNets.Net first = all.get(i);
                    StackNets.Net second = all.get(j);
                    if (sameTime(first.time(), second.time())) {
                        pairs.add(new Pair(
                                first.time(),
                                first.step(),
                                first.stage(),
                                second.step(),
                                second.stage(),
                                nets.difference(first, second, nets.state(second.step()))));
                    }
                }
            }
            return new StageConsistency(pairs.build(), lineResidual(all));
        }
    }

    private static boolean sameTime(double first, double second) {
        return Math.abs(first - second) <= 1e-12 * Math.max(1, Math.abs(first));
    }

    /** Least squares of every parameter on (1, t): the times are the same for all, so two sums serve them all. */
    private static double lineResidual(List<StackNets.Net> nets) {
        double mean = nets.stream().mapToDouble(StackNets.Net::time).average().orElse(0);
        long times = nets.stream().mapToDouble(StackNets.Net::time).distinct().count();
        if (times < 3) {
            return Double.NaN;
        }
        double spread =
                nets.stream().mapToDouble(net -> square(net.time() - mean)).sum();
        double left = 0;
        double whole = 0;
        int size = nets.get(0).parameters().length();
        for (int k = 0; k < size; k++) {
            double sum = 0;
            double slope = 0;
            double squares = 0;
            for (StackNets.Net net : nets) {
                double value = net.parameters().get(k);
                sum += value;
                slope += value * (net.time() - mean);
                squares += value * value;
            }
            whole += squares;
            left += Math.max(0, squares - sum * sum / nets.size() - slope * slope / spread);
        }
        return whole == 0 ? 0 : Math.sqrt(left / whole);
    }

    private static double square(double x) {
        return x * x;
    }

    /** {@return the differences of the pairs, in their order} */
    public ImmutableDoubleArray differences() {
        return ImmutableDoubleArray.copyOf(pairs.stream().mapToDouble(Pair::difference));
    }

    /** {@return the largest difference; NaN without pairs} */
    public double largest() {
        return pairs.stream().mapToDouble(Pair::difference).max().orElse(Double.NaN);
    }

    /** {@return what can be said} */
    public Finding finding() {
        if (pairs.isEmpty()) {
            return Finding.NO_EQUAL_TIMES;
        }
        return largest() <= LIMIT ? Finding.CONSISTENT : Finding.NOT_A_DISCRETISATION;
    }
}
