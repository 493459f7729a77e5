package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Optional;
import org.kutta.solver.Checks;

/**
 * States and their derivatives at some times, estimated from an observed series. A derivative that the observations do not support is NaN.
 *
 * @param times increasing
 * @param states the state at each time, finite
 * @param derivatives its derivative with respect to time, or NaN
 * @param inputs what drove the system, if anything did
 */
public record DerivativeEstimate(
        ImmutableDoubleArray times,
        ImmutableList<ImmutableDoubleArray> states,
        ImmutableList<ImmutableDoubleArray> derivatives,
        Optional<InputSignal> inputs) {

    /**
     * Checks that the parts belong together.
     *
     * @param times times
     * @param states states
     * @param derivatives derivatives
     * @param inputs inputs
     */
    public DerivativeEstimate {
        Checks.check(
                times.length() > 0 && times.length() == states.size() && times.length() == derivatives.size(),
                "an estimate needs at least 1 time and as many states and derivatives, but has %s, %s and %s",
                times.length(),
                states.size(),
                derivatives.size());
        for (int n = 0; n < times.length(); n++) {
            check(n, times, states, derivatives);
        }
    }

    private static void check(
            int n,
            ImmutableDoubleArray times,
            ImmutableList<ImmutableDoubleArray> states,
            ImmutableList<ImmutableDoubleArray> derivatives) {
        Checks.finite("time " + n, times.get(n));
        Checks.check(
                n == 0 || times.get(n) > times.get(n - 1),
                "times must increase, but time %s (%s) does not come after the one before it",
                n,
                times.get(n));
        int features = states.get(0).length();
        Checks.check(
                features > 0
                        && states.get(n).length() == features
                        && derivatives.get(n).length() == features,
                "state %s has %s components and its derivative %s, but the first state has %s",
                n,
                states.get(n).length(),
                derivatives.get(n).length(),
                features);
        states.get(n).forEach(value -> Checks.finite("component of state " + n, value));
        derivatives
                .get(n)
                .forEach(slope -> Checks.check(
                        !Double.isInfinite(slope), "derivative " + n, slope, "must be finite, or NaN where unknown"));
    }

    /** {@return the number of times} */
    public int size() {
        return states.size();
    }

    /** {@return the number of components of a state} */
    public int features() {
        return states.get(0).length();
    }
}
