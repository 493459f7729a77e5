package org.kutta.solver.tableau;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Objects;
import org.hipparchus.fraction.BigFraction;
import org.jspecify.annotations.Nullable;

/**
 * A coefficient of a tableau: a rational, a number {@code p + q * sqrt(d)} with rational {@code p} and {@code q}, or a decimal.
 *
 * <p>The first two are exact, and so are sums, products and quotients of them, unless their denominators grow beyond 4000 bits (the largest method of the catalogue needs 230). A decimal stands for a number that was
 * rounded to the digits given; arithmetic with it rounds to {@value #DECIMAL_DIGITS} significant digits and gives a decimal. A decimal whose
 * value is an integer is that integer, exact. Values are immutable and compare by value.
 */
public final class Coefficient {

    /** Zero, exact. */
    public static final Coefficient ZERO = of(0);

    /** One, exact. */
    public static final Coefficient ONE = of(1);

    static final int DECIMAL_DIGITS = 60;

    private static final int MAX_EXACT_BITS = 4_000;

    private static final MathContext ROUNDING = new MathContext(DECIMAL_DIGITS);

    private final BigFraction rational;
    private final BigFraction surd;
    private final int radicand;
    private final @Nullable BigDecimal decimal;

    private Coefficient(BigFraction rational, BigFraction surd, int radicand, @Nullable BigDecimal decimal) {
        this.rational = rational;
        this.surd = surd;
        this.radicand = radicand;
        this.decimal = decimal;
    }

    /**
     * The integer {@code value}.
     *
     * @param value any integer
     * @return exact coefficient
     */
    public static Coefficient of(long value) {
        return of(new BigFraction(value));
    }

    /**
     * The fraction {@code numerator / denominator}.
     *
     * @param numerator any integer
     * @param denominator not zero
     * @return exact coefficient
     */
    public static Coefficient of(long numerator, long denominator) {
        if (denominator == 0) {
            throw new IllegalArgumentException("denominator (0) must not be 0");
        }
        return of(new BigFraction(numerator, denominator));
    }

    /**
     * A rational number.
     *
     * @param value the number
     * @return exact coefficient
     */
    public static Coefficient of(BigFraction value) {
        return new Coefficient(value, BigFraction.ZERO, 1, null);
    }

    /**
     * The number {@code rational + surd * sqrt(radicand)}.
     *
     * @param rational rational part
     * @param surd factor of the root
     * @param radicand from 0 to 1 000 000; square factors are taken out of the root
     * @return exact coefficient
     */
    public static Coefficient of(BigFraction rational, BigFraction surd, int radicand) {
        if (!(radicand >= 0 && radicand <= 1_000_000)) {
            throw new IllegalArgumentException("radicand (" + radicand + ") must be in 0 .. 1000000");
        }
        int outside = 1;
        int inside = radicand;
        for (int p = 2; p * p <= inside; p++) {
            while (inside % (p * p) == 0) {
                inside /= p * p;
                outside *= p;
            }
        }
        BigFraction factor = surd.multiply(outside);
        if (inside <= 1) {
            return of(rational.add(factor.multiply(inside)));
        }
        return factor.signum() == 0 ? of(rational) : new Coefficient(rational, factor, inside, null);
    }

    /**
     * A decimal, known to the digits given only; an integer is taken to be exact.
     *
     * @param value the decimal
     * @return the coefficient, not exact unless {@code value} is an integer
     */
    public static Coefficient ofDecimal(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return stripped.scale() <= 0
                ? of(new BigFraction(stripped.toBigIntegerExact()))
                : new Coefficient(BigFraction.ZERO, BigFraction.ZERO, 1, stripped);
    }

    /**
     * Reads a coefficient.
     *
     * <p>An expression of integers, {@code sqrt(d)}, the four operations and parentheses is exact: {@code 19372/6561},
     * {@code (12-2*sqrt(6))/135}. A number with a decimal point or an exponent, alone, is a decimal: {@code 0.161}, {@code -2.5e-3}.
     *
     * @param text the expression, at most 250 characters
     * @return its value
     * @throws IllegalArgumentException if {@code text} is none, divides by zero, mixes different roots, or is out of bounds
     */
    public static Coefficient parse(String text) {
        return CoefficientParser.parse(text);
    }

    /** {@return whether this is a rational or a number of a quadratic field, not a decimal} */
    public boolean isExact() {
        return decimal == null;
    }

    /** {@return the number under the root, free of squares; 1 where there is no root} */
    public int radicand() {
        return radicand;
    }

    /** {@return whether this is zero} */
    public boolean isZero() {
        return decimal == null && rational.signum() == 0 && surd.signum() == 0;
    }

    /** {@return whether this is one} */
    public boolean isOne() {
        return equals(ONE);
    }

    /** {@return the sign: -1, 0 or 1} */
    public int signum() {
        if (decimal != null) {
            return decimal.signum();
        }
        int p = rational.signum();
        int q = surd.signum();
        if (q == 0 || p == q) {
            return p;
        }
        int larger = rational.multiply(rational).compareTo(surd.multiply(surd).multiply(radicand));
        return larger > 0 ? p : q;
    }

    /**
     * Adds.
     *
     * @param other summand
     * @return {@code this + other}
     */
    public Coefficient add(Coefficient other) {
        if (isZero()) {
            return other;
        }
        if (other.isZero()) {
            return this;
        }
        if (decimal != null || other.decimal != null) {
            return ofDecimal(toDecimal().add(other.toDecimal(), ROUNDING));
        }
        if (radicand == 1 && other.radicand == 1) {
            return exact(rational.add(other.rational), BigFraction.ZERO, 1);
        }
        int field = commonRadicand(other);
        return exact(rational.add(other.rational), surd.add(other.surd), field);
    }

    /**
     * Subtracts.
     *
     * @param other what is taken away
     * @return {@code this - other}
     */
    public Coefficient subtract(Coefficient other) {
        return add(other.negate());
    }

    /** {@return this with the sign changed} */
    public Coefficient negate() {
        return decimal != null
                ? new Coefficient(rational, surd, 1, decimal.negate())
                : new Coefficient(rational.negate(), surd.negate(), radicand, null);
    }

    /**
     * Multiplies.
     *
     * @param other factor
     * @return {@code this * other}; an exact zero times anything is an exact zero
     */
    public Coefficient multiply(Coefficient other) {
        if (isZero() || other.isZero()) {
            return ZERO;
        }
        if (decimal != null || other.decimal != null) {
            return ofDecimal(toDecimal().multiply(other.toDecimal(), ROUNDING));
        }
        if (radicand == 1 && other.radicand == 1) {
            return exact(rational.multiply(other.rational), BigFraction.ZERO, 1);
        }
        int field = commonRadicand(other);
        BigFraction p = rational.multiply(other.rational);
        BigFraction q = rational.multiply(other.surd).add(surd.multiply(other.rational));
        return exact(p.add(surd.multiply(other.surd).multiply(field)), q, field);
    }

    /**
     * Divides.
     *
     * @param other divisor, not zero
     * @return {@code this / other}
     * @throws IllegalArgumentException if {@code other} is zero
     */
    public Coefficient divide(Coefficient other) {
        if (other.isZero()) {
            throw new IllegalArgumentException("division of " + this + " by zero");
        }
        if (decimal != null || other.decimal != null) {
            return ofDecimal(toDecimal().divide(other.toDecimal(), ROUNDING));
        }
        BigFraction norm = other.rational
                .multiply(other.rational)
                .subtract(other.surd.multiply(other.surd).multiply(other.radicand));
        return multiply(exact(other.rational.divide(norm), other.surd.negate().divide(norm), other.radicand));
    }

    /** An exact result, unless it is so long that to go on exactly would take too much time. */
    private static Coefficient exact(BigFraction rational, BigFraction surd, int radicand) {
        Coefficient result = surd.signum() == 0 ? of(rational) : new Coefficient(rational, surd, radicand, null);
        int bits = rational.getDenominator().bitLength() + surd.getDenominator().bitLength();
        return bits <= MAX_EXACT_BITS ? result : ofDecimal(result.toDecimal());
    }

    private int commonRadicand(Coefficient other) {
        if (radicand != 1 && other.radicand != 1 && radicand != other.radicand) {
            throw new IllegalArgumentException("sqrt(" + radicand + ") and sqrt(" + other.radicand
                    + ") must not be mixed in one tableau: write decimals of at least 17 digits");
        }
        return Math.max(radicand, other.radicand);
    }

    /** {@return this rounded to the nearest double; infinite where this is too large} */
    public double doubleValue() {
        if (decimal != null) {
            return decimal.doubleValue();
        }
        if (surd.signum() == 0) {
            BigInteger denominator = rational.getDenominator();
            if (denominator.bitCount() == 1) {
                return new BigDecimal(rational.getNumerator())
                        .divide(new BigDecimal(denominator))
                        .doubleValue();
            }
        }
        // Not a double, nor half-way between two: an enclosure that is narrow enough rounds to one double.
        for (int digits = 40; ; digits *= 2) {
            BigDecimal value = approximate(digits);
            BigDecimal radius = approximationError(digits);
            double low = value.subtract(radius).doubleValue();
            double high = value.add(radius).doubleValue();
            if (low == high) {
                return low;
            }
        }
    }

    /** {@return this as a decimal: as it is, or rounded to {@value #DECIMAL_DIGITS} significant digits where it is exact} */
    BigDecimal toDecimal() {
        if (decimal != null) {
            return decimal;
        }
        if (isZero()) {
            return BigDecimal.ZERO;
        }
        for (int digits = DECIMAL_DIGITS + 10; ; digits *= 2) {
            BigDecimal value = approximate(digits);
            if (value.abs().compareTo(approximationError(digits).scaleByPowerOfTen(DECIMAL_DIGITS + 1)) > 0) {
                return value.round(ROUNDING);
            }
        }
    }

    private BigDecimal approximate(int digits) {
        MathContext context = new MathContext(digits);
        BigDecimal p = decimalOf(rational, context);
        return surd.signum() == 0
                ? p
                : p.add(decimalOf(surd, context)
                        .multiply(BigDecimal.valueOf(radicand).sqrt(context), context));
    }

    /** Bound of the error of {@link #approximate}: three roundings of half a unit each, taken twice as large. */
    private BigDecimal approximationError(int digits) {
        MathContext rough = new MathContext(5);
        BigDecimal size = decimalOf(rational.abs(), rough)
                .add(decimalOf(surd.abs(), rough).multiply(BigDecimal.valueOf(radicand)));
        return size.multiply(BigDecimal.valueOf(4)).scaleByPowerOfTen(1 - digits);
    }

    private static BigDecimal decimalOf(BigFraction value, MathContext context) {
        return new BigDecimal(value.getNumerator()).divide(new BigDecimal(value.getDenominator()), context);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Coefficient that
                && rational.equals(that.rational)
                && surd.equals(that.surd)
                && radicand == that.radicand
                && Objects.equals(decimal, that.decimal);
    }

    @Override
    public int hashCode() {
        return Objects.hash(rational, surd, radicand, decimal);
    }

    /**
     * The text form, which {@link #parse} reads back to an equal value: {@code 1/6}, {@code (2-sqrt(2))/6}, {@code 0.161}.
     *
     * @return the text
     */
    @Override
    public String toString() {
        if (decimal != null) {
            return decimal.toString();
        }
        if (surd.signum() == 0) {
            return fraction(rational.getNumerator().toString(), rational.getDenominator());
        }
        BigInteger p = rational.getDenominator();
        BigInteger q = surd.getDenominator();
        BigInteger common = p.divide(p.gcd(q)).multiply(q);
        BigInteger integerPart = rational.multiply(common).getNumerator();
        BigInteger rootPart = surd.multiply(common).getNumerator();
        String root = "sqrt(" + radicand + ")";
        if (!rootPart.abs().equals(BigInteger.ONE)) {
            root = rootPart.abs() + "*" + root;
        }
        boolean negative = rootPart.signum() < 0;
        if (integerPart.signum() == 0) {
            return fraction(negative ? "-" + root : root, common);
        }
        String sum = integerPart + (negative ? "-" : "+") + root;
        return common.equals(BigInteger.ONE) ? sum : fraction("(" + sum + ")", common);
    }

    /**
     * The text form for readers that know fractions and decimals only.
     *
     * @return {@code 19372/6561} for a rational; a decimal of 17 significant digits otherwise, which gives the same double
     */
    public String toRationalOrDecimal() {
        return decimal == null && radicand == 1
                ? toString()
                : toDecimal().round(new MathContext(17)).toString();
    }

    private static String fraction(String numerator, BigInteger denominator) {
        return denominator.equals(BigInteger.ONE) ? numerator : numerator + "/" + denominator;
    }
}
