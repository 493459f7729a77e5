package org.kutta.solver.tableau;

import java.util.List;

/** Families of methods with free parameters; every member has exact coefficients. */
public final class TableauFamilies {

    private static final Coefficient TWO = Coefficient.of(2);
    private static final Coefficient THREE = Coefficient.of(3);

    private TableauFamilies() {}

    /**
     * The two-stage methods of order 2, by the node of their second stage.
     *
     * <p>{@code a21 = c2 = alpha}, {@code b = (1 - 1/(2 alpha), 1/(2 alpha))}. The midpoint rule has 1/2, Ralston's method 2/3, Heun's 1.
     *
     * @param alpha node of the second stage, not zero
     * @return the method, of order 2
     * @see "Butcher: Numerical Methods for Ordinary Differential Equations, 2nd ed., section 232"
     */
    public static ButcherTableau secondOrder(Coefficient alpha) {
        requireNonZero("alpha", alpha);
        Coefficient second = Coefficient.ONE.divide(TWO.multiply(alpha));
        return ButcherTableau.explicit("second-order(" + alpha + ")")
                .row(Coefficient.ZERO, List.of())
                .row(alpha, List.of(alpha))
                .weights(List.of(Coefficient.ONE.subtract(second), second))
                .order(2)
                .build();
    }

    /**
     * The three-stage methods of order 3 with distinct nodes, by the nodes of their second and third stage.
     *
     * <p>{@code b2 = (3 c3 - 2) / (6 c2 (c3 - c2))}, {@code b3 = (2 - 3 c2) / (6 c3 (c3 - c2))}, {@code b1 = 1 - b2 - b3},
     * {@code a32 = c3 (c3 - c2) / (c2 (2 - 3 c2))}. Kutta's method has (1/2, 1), Heun's (1/3, 2/3), Ralston's (1/2, 3/4).
     *
     * @param c2 node of the second stage, neither 0 nor 2/3
     * @param c3 node of the third stage, neither 0 nor {@code c2}
     * @return the method, of order 3 (4 is out of reach with three stages)
     * @see "Butcher: Numerical Methods for Ordinary Differential Equations, 2nd ed., section 233"
     */
    public static ButcherTableau thirdOrder(Coefficient c2, Coefficient c3) {
        requireNonZero("c2", c2);
        requireNonZero("c3", c3);
        Coefficient distance = c3.subtract(c2);
        Coefficient rest = TWO.subtract(THREE.multiply(c2));
        requireNonZero("c3 - c2", distance);
        requireNonZero("2 - 3 c2", rest);
        Coefficient six = Coefficient.of(6);
        Coefficient b2 =
                THREE.multiply(c3).subtract(TWO).divide(six.multiply(c2).multiply(distance));
        Coefficient b3 = rest.divide(six.multiply(c3).multiply(distance));
        Coefficient a32 = c3.multiply(distance).divide(c2.multiply(rest));
        return ButcherTableau.explicit("third-order(" + c2 + "," + c3 + ")")
                .row(Coefficient.ZERO, List.of())
                .row(c2, List.of(c2))
                .row(c3, List.of(c3.subtract(a32), a32))
                .weights(List.of(Coefficient.ONE.subtract(b2).subtract(b3), b2, b3))
                .order(3)
                .build();
    }

    private static void requireNonZero(String what, Coefficient value) {
        if (value.isZero()) {
            throw new IllegalArgumentException(what + " (" + value + ") must not be 0");
        }
    }
}
