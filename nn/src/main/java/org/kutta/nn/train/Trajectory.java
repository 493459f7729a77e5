package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.kutta.solver.Checks;

/**
 * One observed series: the state at its first time, and what was seen later. A component that was not observed is NaN.
 *
 * @param times strictly increasing, at least two; the first is that of the initial state
 * @param states the state at each time, all of one length; the first one complete
 */
public record Trajectory(ImmutableDoubleArray times, ImmutableList<ImmutableDoubleArray> states) {

    /**
     * Checks that times and states belong together.
     *
     * @param times times
     * @param states states
     */
    public Trajectory {
        Checks.check(
                times.length() >= 2 && times.length() == states.size(),
                "a trajectory needs at least 2 times and as many states, but has %s times and %s states",
                times.length(),
                states.size());
        for (int n = 0; n < times.length(); n++) {
            Checks.finite("time " + n, times.get(n));
            Checks.check(
                    n == 0 || times.get(n) > times.get(n - 1),
                    "times must increase, but time %s (%s) does not come after the one before it",
                    n,
                    times.get(n));
            int size = states.get(n).length();
            Checks.check(
                    size == states.get(0).length(),
                    "state %s has %s components but the first has %s",
                    n,
                    size,
                    states.get(0).length());
            for (int i = 0; i < size; i++) {
                double value = states.get(n).get(i);
                Checks.check(
                        Double.isFinite(value) || (n > 0 && Double.isNaN(value)),
                        "component %s of state %s (%s) must be finite%s",
                        i,
                        n,
                        value,
                        n > 0 ? ", or NaN where it was not observed" : "");
            }
        }
    }

    /**
     * {@return a series}
     *
     * @param times strictly increasing, the first that of the initial state; copied
     * @param states the state at each time; copied
     */
    public static Trajectory of(double[] times, List<double[]> states) {
        return new Trajectory(
                ImmutableDoubleArray.copyOf(times),
                states.stream().map(ImmutableDoubleArray::copyOf).collect(ImmutableList.toImmutableList()));
    }

    /** {@return the number of components of a state} */
    public int features() {
        return states.get(0).length();
    }

    /** {@return the number of components observed after the initial state} */
    public long observed() {
        return states.stream()
                .skip(1)
                .mapToLong(state -> state.stream().filter(Double::isFinite).count())
                .sum();
    }
}
