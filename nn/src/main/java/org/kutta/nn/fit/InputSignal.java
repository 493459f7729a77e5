package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import org.kutta.solver.Checks;

/**
 * Measured inputs {@code u(t)} of a driven system, known at some times and continued between them by a rule. Before the first time the first value holds, after
 * the last time the last.
 *
 * <p>A solve ends a step at every time at which the signal jumps or bends, and takes the value of its own side there.
 *
 * @param rule what holds between two times
 * @param times strictly increasing, at least one
 * @param values the inputs at each time, finite, all of one length
 */
public record InputSignal(Rule rule, ImmutableDoubleArray times, ImmutableList<ImmutableDoubleArray> values) {

    /** What holds between two times. */
    public enum Rule {
        /** The value holds from its own time until the next one: a switch, a sampled controller. */
        HOLD,
        /** The straight line between the two values. */
        LINEAR
    }

    /**
     * Checks that times and values belong together.
     *
     * @param rule what holds between two times
     * @param times times
     * @param values values
     */
    public InputSignal {
        Checks.check(
                !times.isEmpty() && times.length() == values.size(),
                "inputs need at least 1 time and as many values, but have %s times and %s values",
                times.length(),
                values.size());
        for (int n = 0; n < times.length(); n++) {
            Checks.finite("input time " + n, times.get(n));
            Checks.check(
                    n == 0 || times.get(n) > times.get(n - 1),
                    "input times must increase, but time %s (%s) does not come after the one before it",
                    n,
                    times.get(n));
            Checks.check(
                    values.get(n).length() == values.get(0).length()
                            && values.get(0).length() > 0,
                    "input %s has %s components but the first has %s",
                    n,
                    values.get(n).length(),
                    values.get(0).length());
            values.get(n).forEach(value -> Checks.finite("input", value));
        }
    }

    /**
     * {@return a piecewise constant signal}
     *
     * @param times times from which the values hold; copied
     * @param values the inputs; copied
     */
    public static InputSignal hold(double[] times, List<double[]> values) {
        return of(Rule.HOLD, times, values);
    }

    /**
     * {@return a piecewise linear signal}
     *
     * @param times times of the values; copied
     * @param values the inputs; copied
     */
    public static InputSignal linear(double[] times, List<double[]> values) {
        return of(Rule.LINEAR, times, values);
    }

    private static InputSignal of(Rule rule, double[] times, List<double[]> values) {
        return new InputSignal(
                rule,
                ImmutableDoubleArray.copyOf(times),
                values.stream().map(ImmutableDoubleArray::copyOf).collect(ImmutableList.toImmutableList()));
    }

    /** {@return the number of inputs} */
    public int size() {
        return values.get(0).length();
    }

    /**
     * {@return the inputs at a time, new}
     *
     * @param t time
     */
    public double[] at(double t) {
        double[] result = new double[size()];
        write(t, result, 0);
        return result;
    }

    void write(double t, double[] target, int offset) {
        int after = firstAfter(t);
        int before = Math.max(0, after - 1);
        ImmutableDoubleArray left = values.get(before);
        boolean flat = rule == Rule.HOLD || after == 0 || after == times.length();
        ImmutableDoubleArray right = flat ? left : values.get(after);
        double part = flat ? 0 : (t - times.get(before)) / (times.get(after) - times.get(before));
        for (int i = 0; i < left.length(); i++) {
            target[offset + i] = left.get(i) + part * (right.get(i) - left.get(i));
        }
    }

    /** Index of the first time after {@code t}. */
    private int firstAfter(double t) {
        int low = 0;
        int high = times.length();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times.get(middle) > t) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** The times between two, these included, at which the signal is not smooth. */
    double[] breaks(double from, double to) {
        return Arrays.stream(times.toArray())
                .filter(time -> time >= from && time <= to)
                .toArray();
    }
}
