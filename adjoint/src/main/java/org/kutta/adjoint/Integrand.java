package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * What a running loss integrates over time: {@code l(t, y, dy/dt)}, with parameters of its own or none. Thread-safe.
 *
 * @param <S> type of the state
 * @see RunningLossField
 */
public interface Integrand<S> {

    /** {@return the groups of its own parameters} */
    ParameterLayout layout();

    /** {@return its own parameters, one flat vector of the layout's size, live} */
    S parameters();

    /** {@return a new value of zeros: a state with one component, or one for each loss that is integrated} */
    S newValue();

    /**
     * Writes the value.
     *
     * @param t time
     * @param y state; not modified
     * @param dydt derivative of the state; not modified
     * @param value overwritten
     */
    void evaluate(double t, S y, S dydt, S value);

    /**
     * Multiplies a cotangent of the value by the transposed derivatives.
     *
     * @param t time
     * @param y state; not modified
     * @param dydt derivative of the state; not modified
     * @param valueBar cotangent of the value; not modified
     * @param yBar accumulated into
     * @param dydtBar accumulated into
     * @param parametersBar accumulated into: cotangent of its own parameters; null skips it
     * @return the cotangent of the time, at fixed {@code y} and {@code dydt}
     */
    double pullback(double t, S y, S dydt, S valueBar, S yBar, S dydtBar, @Nullable S parametersBar);
}
