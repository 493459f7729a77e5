package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/** A scheme whose steps can be taken back, and pulled back while they are. Holds its own present state and cotangents. */
interface ReversibleScheme<S> extends AutoCloseable {

    /** Begins at an initial state. */
    void start(double t0, S y0);

    /** Takes a step. */
    void advance(double t, double dt, double tNext);

    /** The solution at the present time, live. */
    S state();

    /** Remembers the present state as the end to reverse from. */
    void markEnd();

    /** Goes to the end and sets all cotangents to zero. */
    void returnToEnd();

    /** Cotangent of the solution at the present time, to be added to. */
    S stateBar();

    /** Takes a step back, pulls the cotangents through it and adds that of the parameters. */
    void reverse(double t, double dt, double tNext, @Nullable S parametersBar);

    /** Pulls back what {@link #start} did and adds to the cotangent of the initial state; returns that of the time. */
    double finish(double t0, S y0, @Nullable S y0Bar, @Nullable S parametersBar);

    /** Cotangent of the start of the last step reversed. */
    double tBar();

    /** Cotangent of the size of the last step reversed. */
    double dtBar();

    /** Field evaluations since construction. */
    long evaluations();

    /** Products with transposed derivatives since construction. */
    long pullbacks();

    long bytes();

    @Override
    void close();
}
