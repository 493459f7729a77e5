package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;

/**
 * Dense output given in the basis {@code theta^m (1 - theta)^n}, expanded to powers of theta.
 *
 * <p>Dormand-Prince dense output extends the Hermite interpolant between both ends of a step by products of it:
 * {@code b_i(theta) = sum_m D_m[i] F_m(theta)} with {@code D_0 = b}, {@code D_1 = delta_first - b},
 * {@code D_2 = 2 b - delta_first - delta_last} and further weights that the method brings.
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.6"
 */
final class HermiteExpansion {

    /** Exponents of theta and of 1 - theta in {@code F_m}. */
    private static final int[][] BASIS = {{1, 0}, {1, 1}, {2, 1}, {2, 2}, {3, 2}, {3, 3}, {4, 3}};

    private HermiteExpansion() {}

    /**
     * Dense weights from the weights {@code b} of a FSAL method.
     *
     * @param further weights of {@code F_3, F_4, ...}, each one per row, dense rows included
     */
    static ImmutableList<ImmutableList<Coefficient>> expand(
            List<Coefficient> b, List<? extends List<Coefficient>> further) {
        int last = b.size() - 1;
        int rows = further.get(0).size();
        int terms = 3 + further.size();
        int degree = BASIS[terms - 1][0] + BASIS[terms - 1][1];
        ImmutableList.Builder<ImmutableList<Coefficient>> polynomials = ImmutableList.builder();
        for (int i = 0; i < rows; i++) {
            Coefficient weight = i < b.size() ? b.get(i) : Coefficient.ZERO;
            Coefficient first = i == 0 ? Coefficient.ONE : Coefficient.ZERO;
            Coefficient end = i == last ? Coefficient.ONE : Coefficient.ZERO;
            Coefficient[] polynomial = new Coefficient[degree];
            Arrays.fill(polynomial, Coefficient.ZERO);
            addTerm(polynomial, weight, 0);
            addTerm(polynomial, first.subtract(weight), 1);
            addTerm(polynomial, weight.add(weight).subtract(first).subtract(end), 2);
            for (int m = 3; m < terms; m++) {
                addTerm(polynomial, further.get(m - 3).get(i), m);
            }
            polynomials.add(ImmutableList.copyOf(polynomial));
        }
        return polynomials.build();
    }

    /** Adds {@code weight * theta^m (1 - theta)^n}. */
    private static void addTerm(Coefficient[] polynomial, Coefficient weight, int term) {
        int m = BASIS[term][0];
        int n = BASIS[term][1];
        long binomial = 1;
        for (int k = 0; k <= n; k++) {
            Coefficient signed = weight.multiply(Coefficient.of(k % 2 == 0 ? binomial : -binomial));
            polynomial[m + k - 1] = polynomial[m + k - 1].add(signed);
            binomial = binomial * (n - k) / (k + 1);
        }
    }
}
