package org.kutta.adjoint;

/**
 * The Kronrod rule of 7 points on [-1, 1], exact for polynomials up to degree 11, and the Gauss rule of 3 points within.
 *
 * @see "Kronrod: Nodes and weights of quadrature formulas (1965)"
 */
final class GaussKronrod {
    private static final double[] NODES = {
        -0.9604912687080203,
        -0.7745966692414834,
        -0.43424374934680254,
        0,
        0.43424374934680254,
        0.7745966692414834,
        0.9604912687080203
    };
    private static final double[] WEIGHTS = {
        0.10465622602646726,
        0.26848808986833345,
        0.40139741477596225,
        0.45091653865847414,
        0.40139741477596225,
        0.26848808986833345,
        0.10465622602646726
    };

    private GaussKronrod() {}

    static int points() {
        return NODES.length;
    }

    static double node(int i) {
        return NODES[i];
    }

    static double weight(int i) {
        return WEIGHTS[i];
    }

    /** Weight in the Gauss rule, 0 for the points that Kronrod's adds. */
    static double gaussWeight(int i) {
        return i % 2 == 0 ? 0 : i == 3 ? 8.0 / 9 : 5.0 / 9;
    }
}
