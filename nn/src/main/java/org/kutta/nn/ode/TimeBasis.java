package org.kutta.nn.ode;

/**
 * Functions of time whose weighted sums are the parameters of a field: {@code theta(t) = sum phi_k(t) W_k}, one {@code phi_k} for each vector of
 * coefficients {@code W_k}. Implementations are values.
 *
 * @see "Massaroli et al.: Dissecting neural ODEs, arXiv 2002.08071"
 */
public interface TimeBasis {

    /** {@return a short name for tables, such as {@code piecewise linear}} */
    String name();

    /** {@return the number of functions} */
    int size();

    /**
     * Evaluates the functions.
     *
     * @param t time; outside the basis's interval the values at its nearer end are given
     * @param values receives {@code phi_k(t)}, {@link #size} of them
     */
    void values(double t, double[] values);

    /**
     * Differentiates the functions, from the side of later steps where they have a kink.
     *
     * @param t time
     * @param slopes receives the derivatives, 0 outside the interval
     */
    void slopes(double t, double[] slopes);

    /** {@return the coefficients of the function 1: with them a {@code theta} begins that does not depend on time} */
    double[] one();

    /** {@return the times at which a coefficient is the value of the sum; empty for functions that are not local} */
    default double[] nodes() {
        return new double[0];
    }

    /** {@return a basis of twice as many pieces that has every sum of this one exactly; this basis itself where it has no pieces} */
    default TimeBasis refined() {
        return this;
    }
}
