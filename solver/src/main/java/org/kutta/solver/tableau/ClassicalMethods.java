package org.kutta.solver.tableau;

/** Methods of orders 1 to 4 without embedded error: none is FSAL, each stage is used. */
final class ClassicalMethods {

    private ClassicalMethods() {}

    /** Euler 1768: order 1, 1 stage. */
    static ButcherTableau euler() {
        return ButcherTableau.explicit("euler").row("0").weights("1").order(1).build();
    }

    /** Runge 1895, the explicit midpoint rule: order 2, 2 stages. */
    static ButcherTableau midpoint() {
        return ButcherTableau.explicit("midpoint")
                .row("0")
                .row("1/2", "1/2")
                .weights("0", "1")
                .order(2)
                .build();
    }

    /** Heun 1900, the improved Euler method or explicit trapezoidal rule: order 2, 2 stages. */
    static ButcherTableau heun2() {
        return ButcherTableau.explicit("heun2")
                .row("0")
                .row("1", "1")
                .weights("1/2", "1/2")
                .order(2)
                .build();
    }

    /** Ralston 1962, the least error bound of order 2: node 2/3, 2 stages. */
    static ButcherTableau ralston2() {
        return ButcherTableau.explicit("ralston2")
                .row("0")
                .row("2/3", "2/3")
                .weights("1/4", "3/4")
                .order(2)
                .build();
    }

    /** Kutta 1901: order 3, 3 stages. */
    static ButcherTableau kutta3() {
        return ButcherTableau.explicit("kutta3")
                .row("0")
                .row("1/2", "1/2")
                .row("1", "-1", "2")
                .weights("1/6", "2/3", "1/6")
                .order(3)
                .build();
    }

    /** Heun 1900: order 3, 3 stages. */
    static ButcherTableau heun3() {
        return ButcherTableau.explicit("heun3")
                .row("0")
                .row("1/3", "1/3")
                .row("2/3", "0", "2/3")
                .weights("1/4", "0", "3/4")
                .order(3)
                .build();
    }

    /** Ralston 1962, the least error bound of order 3: 3 stages. */
    static ButcherTableau ralston3() {
        return ButcherTableau.explicit("ralston3")
                .row("0")
                .row("1/2", "1/2")
                .row("3/4", "0", "3/4")
                .weights("2/9", "1/3", "4/9")
                .order(3)
                .build();
    }

    /** Shu and Osher 1988, strong stability preserving with coefficient 1: order 3, 3 stages. */
    static ButcherTableau ssp33() {
        return ButcherTableau.explicit("ssp33")
                .row("0")
                .row("1", "1")
                .row("1/2", "1/4", "1/4")
                .weights("1/6", "1/6", "2/3")
                .order(3)
                .build();
    }

    /** Kutta 1901, the classical method: order 4, 4 stages. */
    static ButcherTableau rk4() {
        return ButcherTableau.explicit("rk4")
                .row("0")
                .row("1/2", "1/2")
                .row("1/2", "0", "1/2")
                .row("1", "0", "0", "1")
                .weights("1/6", "1/3", "1/3", "1/6")
                .order(4)
                .build();
    }

    /** Kutta 1901, the 3/8 rule: order 4, 4 stages. */
    static ButcherTableau rk38() {
        return ButcherTableau.explicit("rk38")
                .row("0")
                .row("1/3", "1/3")
                .row("2/3", "-1/3", "1")
                .row("1", "1", "-1", "1")
                .weights("1/8", "3/8", "3/8", "1/8")
                .order(4)
                .build();
    }

    /** Gill 1951: order 4, 4 stages, exact in the field of sqrt(2). */
    static ButcherTableau gill4() {
        return ButcherTableau.explicit("gill4")
                .row("0")
                .row("1/2", "1/2")
                .row("1/2", "(sqrt(2)-1)/2", "(2-sqrt(2))/2")
                .row("1", "0", "-sqrt(2)/2", "(2+sqrt(2))/2")
                .weights("1/6", "(2-sqrt(2))/6", "(2+sqrt(2))/6", "1/6")
                .order(4)
                .build();
    }

    /** Ralston 1962, the least error bound of order 4: 4 stages, exact in the field of sqrt(5). */
    static ButcherTableau ralston4() {
        return ButcherTableau.explicit("ralston4")
                .row("0")
                .row("2/5", "2/5")
                .row("(14-3*sqrt(5))/16", "(-2889+1428*sqrt(5))/1024", "(3785-1620*sqrt(5))/1024")
                .row("1", "(-3365+2094*sqrt(5))/6040", "(-975-3046*sqrt(5))/2552", "(467040+203968*sqrt(5))/240845")
                .weights(
                        "(263+24*sqrt(5))/1812",
                        "(125-1000*sqrt(5))/3828",
                        "(3426304+1661952*sqrt(5))/5924787",
                        "(30-4*sqrt(5))/123")
                .order(4)
                .build();
    }
}
