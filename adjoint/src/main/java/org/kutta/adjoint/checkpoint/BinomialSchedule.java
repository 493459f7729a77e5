package org.kutta.adjoint.checkpoint;

/**
 * The optimal checkpoints for reversing a known number of steps with a fixed number of held states.
 *
 * <p>Reversing {@code steps} steps while at most {@code states} states are held, the initial one among them, takes at
 * least
 *
 * <pre>
 *   t(steps, states) = r steps - C(states + r, r - 1)
 * </pre>
 *
 * <p>forward steps besides the one linearized step that each step needs anyhow, where {@code r} is the smallest number
 * with {@code steps <= C(states + r, states)}: how often a step is taken at most. The first sweep over all steps but the
 * last is counted in.
 *
 * @see "Griewank, Walther: Algorithm 799: Revolve, ACM Trans. Math. Softw. 26 (2000), sections 2 and 3"
 */
public final class BinomialSchedule {

    private BinomialSchedule() {}

    /**
     * How often a step is taken at most, {@code r} above.
     *
     * @param steps number of steps, at least 1
     * @param states number of states held, at least 1
     * @return the repetition number; 0 for a single step
     */
    public static long repetitions(long steps, long states) {
        require(steps, states);
        if (states == 1) {
            return steps - 1;
        }
        // C(states + r, states) grows at least linearly in r, by factors (states + r) / r.
        long r = 0;
        long reach = 1;
        while (reach < steps) {
            r++;
            reach = multiplyDivide(reach, states + r, r);
        }
        return r;
    }

    /**
     * Forward steps of the optimal schedule, the first sweep counted in and linearized steps not.
     *
     * @param steps number of steps, at least 1
     * @param states number of states held, at least 1
     * @return {@code t(steps, states)}
     */
    public static long forwardSteps(long steps, long states) {
        long r = repetitions(steps, states);
        return r == 0 ? 0 : r * steps - binomial(states + r, r - 1);
    }

    /**
     * Forward steps that the optimal schedule takes again after the first sweep.
     *
     * @param steps number of steps, at least 1
     * @param states number of states held, at least 1
     * @return {@code t(steps, states) - (steps - 1)}, 0 when all states can be held
     */
    public static long recomputedSteps(long steps, long states) {
        return forwardSteps(steps, states) - (steps - 1);
    }

    /**
     * Where to put the next checkpoint.
     *
     * @param steps number of steps that remain to be reversed behind a held state, at least 2
     * @param states number of states that may be held for them, that one included, at least 2
     * @return how many steps behind that state the next one is held, from 1 to {@code steps - 1}
     */
    public static long advance(long steps, long states) {
        if (steps < 2 || states < 2) {
            throw new IllegalArgumentException(
                    "steps (" + steps + ") and states (" + states + ") must both be >= 2 for another checkpoint");
        }
        long r = repetitions(steps, states);
        // The front part may take r - 1 more sweeps with all the states, the rear part r sweeps with one state less.
        long front = binomial(states + r - 1, states);
        long rearLeast = binomial(states + r - 2, states - 1);
        return Math.min(front, steps - rearLeast);
    }

    /** C(n, k), at most {@link Long#MAX_VALUE}. */
    static long binomial(long n, long k) {
        if (k < 0 || k > n) {
            return 0;
        }
        long smaller = Math.min(k, n - k);
        long result = 1;
        for (long i = 1; i <= smaller; i++) {
            result = multiplyDivide(result, n - smaller + i, i);
        }
        return result;
    }

    /** {@code value * factor / divisor}, exact where it fits, else the largest long. */
    private static long multiplyDivide(long value, long factor, long divisor) {
        if (value == Long.MAX_VALUE) {
            return value;
        }
        long high = Math.multiplyHigh(value, factor);
        long low = value * factor;
        return high == 0 && low >= 0 ? low / divisor : Long.MAX_VALUE;
    }

    private static void require(long steps, long states) {
        if (steps < 1) {
            throw new IllegalArgumentException("steps (" + steps + ") must be >= 1");
        }
        if (states < 1) {
            throw new IllegalArgumentException("states (" + states + ") must be >= 1");
        }
    }
}
