package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;

/**
 * Dense output weights as polynomials in theta without constant term.
 *
 * @param order claimed order at every theta
 * @param polynomials one per row, dense rows included; coefficients of theta, theta^2, ..., all of one length
 */
record DenseWeights(int order, ImmutableList<ImmutableList<Coefficient>> polynomials) {

    int degree() {
        return polynomials.get(0).size();
    }
}
