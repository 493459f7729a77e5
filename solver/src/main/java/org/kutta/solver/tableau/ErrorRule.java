package org.kutta.solver.tableau;

/** How the error estimates of a tableau become one error. */
public enum ErrorRule {
    /** The tableau has no error weights. */
    NONE,

    /** One estimate: {@code err = dt * sum(e[i] * k[i])}. */
    SINGLE,

    /**
     * The two estimates of Dormand-Prince 8(5,3), combined nonlinearly.
     *
     * <p>With {@code E_m = sum_j (sum_i e_m[i] * k_ij / tol_j)^2} and {@code n} components the error ratio is
     * {@code |dt| * E_0 / sqrt(n * (E_0 + E_1 / 100))}, and 0 where the denominator is 0.
     *
     * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.10"
     */
    DOP853
}
