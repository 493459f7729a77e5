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
