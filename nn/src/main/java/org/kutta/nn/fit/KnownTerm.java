package org.kutta.nn.fit;

import org.kutta.solver.Checks;

/**
 * A part of a field that is known up to some parameters: {@code g(t, y, u, p)} of one sample.
 *
 * <p>Without a pullback of its own it is differentiated by central differences, with relative errors near 1e-10 and two evaluations for each component of
 * {@code y} and {@code p}: slow, but no other code is needed.
 */
@FunctionalInterface
public interface KnownTerm {

    /**
     * Evaluates the term. Called from several threads where the field is.
     *
     * @param t time
     * @param y state of one sample; not modified
     * @param u inputs at that time, of length 0 where there are none; not modified
     * @param p parameters of the term, of length 0 where there are none; not modified
     * @param dydt receives the term, zeros before
     */
    void evaluate(double t, double[] y, double[] u, double[] p, double[] dydt);

    /**
     * Pulls a cotangent of the term back, adding {@code (dg/dy)^T w} and {@code (dg/dp)^T w}.
     *
     * @param t time
     * @param y state of one sample; not modified
     * @param u inputs at that time; not modified
     * @param p parameters of the term; not modified
     * @param w cotangent of the term; not modified
     * @param yBar added to
     * @param pBar added to
     */
    default void pullback(double t, double[] y, double[] u, double[] p, double[] w, double[] yBar, double[] pBar) {
        double[] moved = y.clone();
        double[] above = new double[y.length];
        double[] below = new double[y.length];
        for (int i = 0; i < y.length; i++) {
            double step = differenceStep(y[i]);
            moved[i] = y[i] + step;
            evaluate(t, moved, u, p, above);
            moved[i] = y[i] - step;
            evaluate(t, moved, u, p, below);
            moved[i] = y[i];
            yBar[i] += slope(above, below, w, step);
        }
        double[] shifted = p.clone();
        for (int i = 0; i < p.length; i++) {
            double step = differenceStep(p[i]);
            shifted[i] = p[i] + step;
            evaluate(t, y, u, shifted, above);
            shifted[i] = p[i] - step;
            evaluate(t, y, u, shifted, below);
            shifted[i] = p[i];
            pBar[i] += slope(above, below, w, step);
        }
    }

    /**
     * {@return a term with a pullback}
     *
     * @param term the term
     * @param pullback its derivative
     */
    static KnownTerm of(KnownTerm term, Pullback pullback) {
        return new KnownTerm() {
            @Override
            public void evaluate(double t, double[] y, double[] u, double[] p, double[] dydt) {
                term.evaluate(t, y, u, p, dydt);
            }

            @Override
            public void pullback(
                    double t, double[] y, double[] u, double[] p, double[] w, double[] yBar, double[] pBar) {
                pullback.pullback(t, y, u, p, w, yBar, pBar);
            }
        };
    }

    /** The derivative of a term, transposed. */
    @FunctionalInterface
    interface Pullback {

        /**
         * As {@link KnownTerm#pullback}.
         *
         * @param t time
         * @param y state of one sample; not modified
         * @param u inputs at that time; not modified
         * @param p parameters of the term; not modified
         * @param w cotangent of the term; not modified
         * @param yBar added to
         * @param pBar added to
         */
        void pullback(double t, double[] y, double[] u, double[] p, double[] w, double[] yBar, double[] pBar);
    }

    /** The step at which truncation and rounding of a central difference balance. */
    private static double differenceStep(double value) {
        return Math.cbrt(Math.ulp(1.0)) * Math.max(1, Math.abs(value));
    }

    private static double slope(double[] above, double[] below, double[] w, double step) {
        Checks.check(w.length == above.length, "cotangent", w.length, "must have the length of the state");
        double sum = 0;
        for (int i = 0; i < w.length; i++) {
            sum += w[i] * (above[i] - below[i]) / (2 * step);
            above[i] = 0;
            below[i] = 0;
        }
        return sum;
    }
}
