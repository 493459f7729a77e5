package org.kutta.solver.tableau;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.hipparchus.fraction.BigFraction;

/**
 * Reads a coefficient by recursive descent.
 *
 * <p>{@code sum = [sign] product {sign product}}, {@code product = factor {("*" | "/") factor}},
 * {@code factor = integer | "sqrt(" integer ")" | "(" sum ")"}. Lengths, depths and exponents are bounded, so that no text takes long.
 */
final class CoefficientParser {

    static final int MAX_LENGTH = 250;

    private static final int MAX_DEPTH = 20;
    private static final int MAX_EXPONENT = 400;
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE]([+-]?[0-9]{1,20}))?");

    private final String text;
    private int at;
    private int depth;

    private CoefficientParser(String text) {
        this.text = text;
    }

    static Coefficient parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("coefficient \"" + text.substring(0, 20) + "...\" (" + text.length()
                    + " characters) must have at most " + MAX_LENGTH + " characters");
        }
        String trimmed = text.strip();
        boolean decimal = trimmed.indexOf('.') >= 0 || (trimmed.indexOf('e') >= 0) || trimmed.indexOf('E') >= 0;
        return decimal ? parseDecimal(trimmed) : new CoefficientParser(trimmed).parseWhole();
    }

    private static Coefficient parseDecimal(String text) {
        var matcher = DECIMAL.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "coefficient \"" + text + "\" must be a decimal or an expression of integers, such as 19372/6561");
        }
        String exponent = matcher.group(1);
        if (exponent != null && new BigInteger(exponent).abs().compareTo(BigInteger.valueOf(MAX_EXPONENT)) > 0) {
            throw new IllegalArgumentException(
                    "exponent of \"" + text + "\" must be in -" + MAX_EXPONENT + " .. " + MAX_EXPONENT);
        }
        return Coefficient.ofDecimal(new BigDecimal(text));
    }

    private Coefficient parseWhole() {
        Coefficient value = sum();
        if (at != text.length()) {
            throw unexpected();
        }
        return value;
    }

    private Coefficient sum() {
        Coefficient value;
        if (accept('-')) {
            value = product().negate();
        } else {
            accept('+');
            value = product();
        }
        while (true) {
            if (accept('+')) {
                value = value.add(product());
            } else if (accept('-')) {
                value = value.subtract(product());
            } else {
                return value;
            }
        }
    }

    private Coefficient product() {
        Coefficient value = factor();
        while (true) {
            if (accept('*')) {
                value = value.multiply(factor());
            } else if (accept('/')) {
                Coefficient divisor = factor();
                if (divisor.isZero()) {
                    throw new IllegalArgumentException("coefficient \"" + text + "\" must not divide by zero");
                }
                value = value.divide(divisor);
            } else {
                return value;
            }
        }
    }

    private Coefficient factor() {
        if (accept('(')) {
            if (++depth > MAX_DEPTH) {
                throw new IllegalArgumentException(
                        "coefficient \"" + text + "\" must not nest parentheses deeper than " + MAX_DEPTH);
            }
            Coefficient value = sum();
            expect(')');
            depth--;
            return value;
        }
        if (text.startsWith("sqrt", at)) {
            at += "sqrt".length();
            expect('(');
            BigInteger radicand = integer();
            expect(')');
            if (radicand.bitLength() > 20) {
                throw new IllegalArgumentException("radicand in \"" + text + "\" must be in 0 .. 1000000");
            }
            return Coefficient.of(BigFraction.ZERO, BigFraction.ONE, radicand.intValueExact());
        }
        return Coefficient.of(new BigFraction(integer()));
    }

    private BigInteger integer() {
        skipSpace();
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        if (start == at) {
            throw unexpected();
        }
        return new BigInteger(text.substring(start, at));
    }

    private boolean accept(char wanted) {
        skipSpace();
        if (at < text.length() && text.charAt(at) == wanted) {
            at++;
            skipSpace();
            return true;
        }
        return false;
    }

    private void expect(char wanted) {
        if (!accept(wanted)) {
            throw unexpected();
        }
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
    }

    private IllegalArgumentException unexpected() {
        String what = at < text.length() ? "unexpected '" + text.charAt(at) + "'" : "unexpected end";
        return new IllegalArgumentException("coefficient \"" + text + "\" has an " + what + " at character " + (at + 1)
                + "; it must be a decimal or an expression of integers, such as 19372/6561 or (2-sqrt(2))/6");
    }
}
