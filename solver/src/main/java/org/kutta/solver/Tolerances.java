package org.kutta.solver;

import java.util.Arrays;

/**
 * What a local error is measured in: {@code atol + rtol * max(|y0|, |y1|)}, for all components or for each its own.
 *
 * <p>{@code rtol} has no unit and may be 0; {@code atol} has the unit of the component and is greater than 0, so that a
 * component that passes through zero has a scale. Immutable.
 */
public final class Tolerances {

    private final double[] rtol;
    private final double[] atol;
    private final Tolerances[] parts;

    private Tolerances(double[] rtol, double[] atol, Tolerances[] parts) {
        this.rtol = rtol;
        this.atol = atol;
        this.parts = parts;
        for (double value : rtol) {
            Checks.notNegative("rtol", value);
        }
        for (double value : atol) {
            Checks.check(
                    value >= Double.MIN_NORMAL && value < Double.POSITIVE_INFINITY,
                    "atol",
                    value,
                    "must be > 0 and finite (a tiny value such as 1e-30 gives a purely relative test)");
        }
    }

    /**
     * {@return one pair for all components}
     *
     * @param rtol relative tolerance, at least 0
     * @param atol absolute tolerance, greater than 0, in the unit of the state
     * @throws IllegalArgumentException if either is out of range or not finite
     */
    public static Tolerances of(double rtol, double atol) {
        return new Tolerances(new double[] {rtol}, new double[] {atol}, new Tolerances[0]);
    }

    /**
     * {@return a pair for each component, row-major}
     *
     * @param rtol relative tolerances, each at least 0; copied
     * @param atol absolute tolerances, each greater than 0; as many; copied
     * @throws IllegalArgumentException if one is out of range or not finite, if there are none, or if the lengths differ
     */
    public static Tolerances of(double[] rtol, double[] atol) {
        Checks.check(
                rtol.length == atol.length && rtol.length > 0,
                "rtol has %s entries and atol %s: both must have one for each component",
                rtol.length,
                atol.length);
        if (rtol.length == 1) {
            return of(rtol[0], atol[0]);
        }
        return new Tolerances(rtol.clone(), atol.clone(), new Tolerances[0]);
    }

    /**
     * {@return tolerances of a {@link ProductState}, one for each of its parts}
     *
     * @param parts tolerances of the parts; copied
     */
    public static Tolerances ofParts(Tolerances... parts) {
        Checks.atLeast("number of parts", parts.length, 1);
        return new Tolerances(new double[0], new double[0], parts.clone());
    }

    /** {@return whether one pair holds for all components} */
    public boolean isScalar() {
        return rtol.length == 1;
    }

    /** {@return the number of pairs: 1 if scalar, the number of components otherwise; 0 for tolerances by parts} */
    public int size() {
        return rtol.length;
    }

    /** {@return the number of parts, 0 unless made by {@link #ofParts}} */
    public int parts() {
        return parts.length;
    }

    /**
     * {@return the relative tolerance of a component}
     *
     * @param i index of the component; any when scalar
     */
    public double rtol(int i) {
        return rtol.length == 1 ? rtol[0] : rtol[i];
    }

    /**
     * {@return the absolute tolerance of a component, in its unit}
     *
     * @param i index of the component; any when scalar
     */
    public double atol(int i) {
        return atol.length == 1 ? atol[0] : atol[i];
    }

    /**
     * {@return the tolerances of a part: these themselves if scalar}
     *
     * @param i index of the part
     */
    public Tolerances part(int i) {
        return isScalar() ? this : parts[i];
    }

    /** {@return the smallest relative tolerance} */
    double minRtol() {
        double min = Double.POSITIVE_INFINITY;
        for (double value : rtol) {
            min = Math.min(min, value);
        }
        for (Tolerances part : parts) {
            min = Math.min(min, part.minRtol());
        }
        return min;
    }

    /**
     * {@return whether all entries are equal}
     *
     * @param o another object
     */
    @Override
    public boolean equals(Object o) {
        return o instanceof Tolerances other
                && Arrays.equals(rtol, other.rtol)
                && Arrays.equals(atol, other.atol)
                && Arrays.equals(parts, other.parts);
    }

    /** {@return a hash of all entries} */
    @Override
    public int hashCode() {
        return 31 * (31 * Arrays.hashCode(rtol) + Arrays.hashCode(atol)) + Arrays.hashCode(parts);
    }

    /** {@return the tolerances for messages} */
    @Override
    public String toString() {
        if (parts.length > 0) {
            return "by parts " + Arrays.toString(parts);
        }
        return isScalar()
                ? "rtol " + rtol[0] + ", atol " + atol[0]
                : "rtol " + Arrays.toString(rtol) + ", atol " + Arrays.toString(atol);
    }

    /** Requires that these fit a state and its round-off: tolerances below it would only make steps shrink until they fail. */
    <S> void checkResolvable(StateSpace<S> space, S y0) {
        space.checkTolerances(this, y0);
        double least = 10 * space.unitRoundoff();
        double smallest = minRtol();
        Checks.check(
                smallest == 0 || smallest >= least,
                "rtol",
                smallest,
                "must be 0 or >= " + least + ", ten times the state's round-off");
        double scaled = space.errorRatio(y0, y0, y0, this);
        Checks.check(
                !(scaled * least > 1),
                "tolerances (%s) ask for more digits than the state has: raise rtol or atol",
                this);
    }
}
