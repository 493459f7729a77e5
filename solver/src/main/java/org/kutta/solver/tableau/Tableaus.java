package org.kutta.solver.tableau;

import com.google.common.base.CharMatcher;
import com.google.common.collect.ImmutableList;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The tableaus that come with Kutta, each proved by its certificate in the build.
 *
 * <p>A name means exactly one method: {@code rk4} is the classical one, {@code rk38} the 3/8 rule, {@code ralston2} has its
 * second node at 2/3. The number after an embedded pair says the order propagated, then the order of the estimate.
 */
public final class Tableaus {

    /** Euler 1768: order 1, 1 stage. */
    public static final ButcherTableau EULER = ClassicalMethods.euler();

    /** Runge 1895, explicit midpoint rule: order 2, 2 stages. */
    public static final ButcherTableau MIDPOINT = ClassicalMethods.midpoint();

    /** Heun 1900, improved Euler or explicit trapezoidal rule: order 2, 2 stages. */
    public static final ButcherTableau HEUN2 = ClassicalMethods.heun2();

    /** Ralston 1962: order 2, 2 stages, second node 2/3. */
    public static final ButcherTableau RALSTON2 = ClassicalMethods.ralston2();

    /** Heun-Euler 2(1): order 2, 2 stages, embedded order 1. */
    public static final ButcherTableau HEUN_EULER21 = EmbeddedPairs.heunEuler21();

    /** Kutta 1901: order 3, 3 stages. */
    public static final ButcherTableau KUTTA3 = ClassicalMethods.kutta3();

    /** Heun 1900: order 3, 3 stages. */
    public static final ButcherTableau HEUN3 = ClassicalMethods.heun3();

    /** Ralston 1962: order 3, 3 stages. */
    public static final ButcherTableau RALSTON3 = ClassicalMethods.ralston3();

    /** Shu and Osher 1988, strong stability preserving: order 3, 3 stages. */
    public static final ButcherTableau SSP33 = ClassicalMethods.ssp33();

    /** Bogacki and Shampine 1989, 3(2): 4 stages, FSAL. */
    public static final ButcherTableau BOSH3 = EmbeddedPairs.bosh3();

    /** Kutta 1901, the classical method: order 4, 4 stages. */
    public static final ButcherTableau RK4 = ClassicalMethods.rk4();

    /** Kutta 1901, the 3/8 rule: order 4, 4 stages. */
    public static final ButcherTableau RK38 = ClassicalMethods.rk38();

    /** Gill 1951: order 4, 4 stages. */
    public static final ButcherTableau GILL4 = ClassicalMethods.gill4();

    /** Ralston 1962: order 4, 4 stages. */
    public static final ButcherTableau RALSTON4 = ClassicalMethods.ralston4();

    /** Fehlberg 1969, 4(5): order 4 is propagated, 6 stages. */
    public static final ButcherTableau FEHLBERG45 = EmbeddedPairs.fehlberg45();

    /** Cash and Karp 1990, 5(4): 6 stages. */
    public static final ButcherTableau CASHKARP54 = EmbeddedPairs.cashkarp54();

    /** Dormand and Prince 1980, 5(4): 7 stages, FSAL, dense output of order 4. */
    public static final ButcherTableau DOPRI5 = EmbeddedPairs.dopri5();

    /** Tsitouras 2011, 5(4): 7 stages, FSAL, dense output of order 4, decimal coefficients. */
    public static final ButcherTableau TSIT5 = EmbeddedPairs.tsit5();

    /** Kutta 1901 and Nystrom 1925: order 5, 6 stages. */
    public static final ButcherTableau KUTTA_NYSTROM5 = HighOrderMethods.kuttaNystrom5();

    /** Huta 1956, first method: order 6, 8 stages. */
    public static final ButcherTableau HUTA6 = HighOrderMethods.huta6();

    /**
     * Verner 1978, 8(9): 16 stages, two of them for the error only. The solution needs a stage at the node 4/3: the field is evaluated outside the step,
     * and in the last one outside the interval, by a third of the step. Not for a field that ends or jumps there.
     */
    public static final ButcherTableau VERNER89 = HighOrderMethods.verner89();

    /** Dormand-Prince 8(5,3): 13 stages, FSAL, dense output of order 7 by 3 further stages. */
    public static final ButcherTableau DOP853 = Dop853.dop853();

    private static final ImmutableList<ButcherTableau> ALL = ImmutableList.of(
            EULER,
            MIDPOINT,
            HEUN2,
            RALSTON2,
            HEUN_EULER21,
            KUTTA3,
            HEUN3,
            RALSTON3,
            SSP33,
            BOSH3,
            RK4,
            RK38,
            GILL4,
            RALSTON4,
            FEHLBERG45,
            CASHKARP54,
            DOPRI5,
            TSIT5,
            KUTTA_NYSTROM5,
            HUTA6,
            VERNER89,
            DOP853);

    private static final CharMatcher SEPARATORS = CharMatcher.anyOf("-_ .");

    private Tableaus() {}

    /** {@return every tableau of the catalogue, by ascending order} */
    public static ImmutableList<ButcherTableau> all() {
        return ALL;
    }

    /**
     * The tableau of a name.
     *
     * @param name such as {@code dopri5} or {@code kutta-nystrom5}; case, hyphens, underscores, dots and spaces do not count
     * @return the tableau
     * @throws IllegalArgumentException if there is none of that name; the message lists the names
     */
    public static ButcherTableau byName(String name) {
        String wanted = canonical(name);
        for (ButcherTableau tableau : ALL) {
            if (canonical(tableau.name()).equals(wanted)) {
                return tableau;
            }
        }
        throw new IllegalArgumentException("tableau (" + name + ") must be one of "
                + ALL.stream().map(ButcherTableau::name).collect(Collectors.joining(", ")));
    }

    private static String canonical(String name) {
        return SEPARATORS.removeFrom(name).toLowerCase(Locale.ROOT);
    }
}
