package org.kutta.solver;

import com.google.common.base.Strings;

/**
 * Argument checks with messages of one form: <i>what (value) rule</i>, as in {@code rtol (-1.0) must be > 0}.
 *
 * <p>All comparisons are written so that NaN fails.
 */
public final class Checks {

    private Checks() {}

    /**
     * Requires a condition on an argument.
     *
     * @param condition what must hold
     * @param what name of the argument; one with {@code %s} is a template and the rest its two arguments, for Java takes a call of the method below for one of this
     *     where the last argument is a string
     * @param value the argument
     * @param rule what the argument must be, such as {@code must be a node of the mesh}
     * @throws IllegalArgumentException if the condition is false
     */
    public static void check(boolean condition, String what, Object value, String rule) {
        if (!condition) {
            throw new IllegalArgumentException(
                    what.contains("%s") ? Strings.lenientFormat(what, value, rule) : what + " (" + value + ") " + rule);
        }
    }

    /**
     * Requires a condition that concerns several arguments.
     *
     * @param condition what must hold
     * @param template message, with {@code %s} for each argument
     * @param arguments arguments of the message
     * @throws IllegalArgumentException if the condition is false
     */
    public static void check(boolean condition, String template, Object... arguments) {
        if (!condition) {
            throw new IllegalArgumentException(Strings.lenientFormat(template, arguments));
        }
    }

    /**
     * {@return {@code value}, if it is finite and greater than zero}
     *
     * @param what name of the argument
     * @param value the argument
     */
    public static double positive(String what, double value) {
        check(value > 0 && value < Double.POSITIVE_INFINITY, what, value, "must be > 0 and finite");
        return value;
    }

    /**
     * {@return {@code value}, if it is finite and not negative}
     *
     * @param what name of the argument
     * @param value the argument
     */
    public static double notNegative(String what, double value) {
        check(value >= 0 && value < Double.POSITIVE_INFINITY, what, value, "must be >= 0 and finite");
        return value;
    }

    /**
     * {@return {@code value}, if it is finite}
     *
     * @param what name of the argument
     * @param value the argument
     */
    public static double finite(String what, double value) {
        check(Double.isFinite(value), what, value, "must be finite");
        return value;
    }

    /**
     * {@return {@code value}, if it is at least {@code minimum}}
     *
     * @param what name of the argument
     * @param value the argument
     * @param minimum the least value allowed
     */
    public static int atLeast(String what, int value, int minimum) {
        check(value >= minimum, what, value, "must be >= " + minimum);
        return value;
    }

    /**
     * {@return {@code value}, if it is at least {@code minimum}}
     *
     * @param what name of the argument
     * @param value the argument
     * @param minimum the least value allowed
     */
    public static long atLeast(String what, long value, long minimum) {
        check(value >= minimum, what, value, "must be >= " + minimum);
        return value;
    }

    /**
     * {@return {@code index}, if it lies in {@code [0, count)}}
     *
     * @param what name of the argument
     * @param index the argument
     * @param count number of elements
     */
    public static int index(String what, int index, int count) {
        check(index >= 0 && index < count, what, index, "must be in [0, " + count + ")");
        return index;
    }
}
