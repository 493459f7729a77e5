package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The stability polynomial {@code R(z) = 1 + sum_k z^k b^T A^(k-1) 1}: one step on {@code y' = lambda y} multiplies by {@code R(dt lambda)}.
 *
 * @see "Hairer, Wanner: Solving Ordinary Differential Equations II, 2nd ed., section IV.2"
 */
public final class StabilityFunction {

    private final ImmutableList<Coefficient> coefficients;
    private final double[] doubles;
    private final double realInterval;
    private final double imaginaryInterval;

    StabilityFunction(ButcherTableau tableau) {
        List<Coefficient> powers = new ArrayList<>(List.of(Coefficient.ONE));
        Coefficient[] stages = new Coefficient[tableau.stages()];
        Arrays.fill(stages, Coefficient.ONE);
        Coefficient taylor = Coefficient.ONE;
        for (int k = 1; k <= tableau.stages(); k++) {
            Coefficient sum = Coefficient.ZERO;
            double magnitude = 0;
            for (int i = 0; i < stages.length; i++) {
                Coefficient term = tableau.exactB(i).multiply(stages[i]);
                sum = sum.add(term);
                magnitude += Math.abs(term.doubleValue());
            }
            taylor = taylor.divide(Coefficient.of(k));
            powers.add(clean(sum, taylor, k, magnitude));
            stages = applyA(tableau, stages);
        }
        while (powers.get(powers.size() - 1).isZero()) {
            powers.remove(powers.size() - 1);
        }
        coefficients = ImmutableList.copyOf(powers);
        doubles = Coefficients.toDoubles(coefficients);
        realInterval = realInterval(doubles);
        imaginaryInterval = imaginaryInterval(coefficients);
    }

    private static Coefficient[] applyA(ButcherTableau tableau, Coefficient[] stages) {
        Coefficient[] result = new Coefficient[stages.length];
        for (int i = 0; i < stages.length; i++) {
            result[i] = Coefficient.ZERO;
            for (int j = 0; j < i; j++) {
                result[i] = result[i].add(tableau.exactA(i, j).multiply(stages[j]));
            }
        }
        return result;
    }

    /** Decimals leave a trace of rounding where the exact value is 1/k! or 0; there it would decide on the imaginary interval. */
    private static Coefficient clean(Coefficient value, Coefficient taylor, int k, double magnitude) {
        if (DecimalTolerance.isZero(value.subtract(taylor), k, magnitude)) {
            return taylor;
        }
        return DecimalTolerance.isZero(value, k, magnitude) ? Coefficient.ZERO : value;
    }

    /** {@return the coefficients of 1, z, z^2, ..., up to the last that is not zero} */
    public ImmutableList<Coefficient> coefficients() {
        return coefficients;
    }

    /** {@return the largest x with {@code |R(-t)| <= 1} for all t in 0 .. x} */
    public double realInterval() {
        return realInterval;
    }

    /** {@return the largest x with {@code |R(i t)| <= 1} for all t in 0 .. x} */
    public double imaginaryInterval() {
        return imaginaryInterval;
    }

    /**
     * The factor by which a step changes the size of the solution of {@code y' = lambda y}.
     *
     * @param real real part of {@code dt * lambda}
     * @param imaginary imaginary part of {@code dt * lambda}
     * @return {@code |R|} there; at most 1 where the method is stable
     */
    public double magnitude(double real, double imaginary) {
        double re = 0;
        double im = 0;
        for (int k = doubles.length - 1; k >= 0; k--) {
            double next = re * real - im * imaginary + doubles[k];
            im = re * imaginary + im * real;
            re = next;
        }
        return Math.hypot(re, im);
    }

    /** {@code (1 - R(-t)) / t} and {@code 1 + R(-t)} are positive from t = 0 on until the method becomes unstable. */
    private static double realInterval(double[] r) {
        double[] belowOne = new double[r.length - 1];
        double[] aboveMinusOne = new double[r.length];
        for (int k = 0; k < r.length; k++) {
            double signed = k % 2 == 0 ? r[k] : -r[k];
            aboveMinusOne[k] = signed;
            if (k > 0) {
                belowOne[k - 1] = -signed;
            }
        }
        aboveMinusOne[0] += 1;
        return Math.min(PolynomialRoots.firstSignChange(belowOne), PolynomialRoots.firstSignChange(aboveMinusOne));
    }

    /**
     * {@code |R(i t)|^2 - 1} is a polynomial in {@code w = t^2} whose low coefficients vanish: they are formed exactly, so that the sign of the first
     * that does not is certain.
     */
    private static double imaginaryInterval(List<Coefficient> r) {
        Coefficient[] excess = new Coefficient[r.size()];
        Arrays.fill(excess, Coefficient.ZERO);
        for (int i = 0; i < r.size(); i++) {
            for (int j = i % 2; j < r.size(); j += 2) {
                Coefficient product = r.get(i).multiply(r.get(j));
                int half = (i + j) / 2;
                boolean negative = (i / 2 + j / 2) % 2 != 0;
                excess[half] = excess[half].add(negative ? product.negate() : product);
            }
        }
        excess[0] = excess[0].subtract(Coefficient.ONE);
        int lowest = 0;
        while (lowest < excess.length && excess[lowest].isZero()) {
            lowest++;
        }
        if (lowest == excess.length || excess[lowest].signum() > 0) {
            return lowest == excess.length ? Double.POSITIVE_INFINITY : 0;
        }
        double[] reduced = Coefficients.toDoubles(Arrays.asList(excess).subList(lowest, excess.length));
        return Math.sqrt(PolynomialRoots.firstSignChange(reduced));
    }
}
