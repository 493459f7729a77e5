package org.kutta.adjoint.certificate;

/**
 * Reads and writes single components, which no algorithm of a solve does: finite differences and comparisons need it.
 *
 * @param <S> type of the state
 */
public interface Components<S> {

    /**
     * {@return a component}
     *
     * @param x a state or parameter vector
     * @param index row-major index
     */
    double get(S x, long index);

    /**
     * Sets a component.
     *
     * @param x a state or parameter vector, written to
     * @param index row-major index
     * @param value new value
     */
    void set(S x, long index, double value);

    /** {@return the components of {@code double[]}} */
    static Components<double[]> ofDoubles() {
        return new Components<>() {
            @Override
            public double get(double[] x, long index) {
                return x[Math.toIntExact(index)];
            }

            @Override
            public void set(double[] x, long index, double value) {
                x[Math.toIntExact(index)] = value;
            }
        };
    }
}
