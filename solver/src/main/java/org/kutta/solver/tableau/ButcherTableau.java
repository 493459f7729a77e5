package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An explicit Runge-Kutta method as data: {@code k_i = f(t + c_i h, y + h sum_j a_ij k_j)}, {@code y1 = y + h sum_i b_i k_i}.
 *
 * <p>A value: immutable, validated, exact. The builder refuses wrong shapes, entries on or above the diagonal, row sums other
 * than {@code c}, {@code sum(b) != 1} and error weights that do not sum to zero. The claimed orders are proved by {@link #certify()}. Stages
 * are counted from 0; the rows {@code stages() .. stages() + denseStages() - 1} serve dense output only.
 *
 * <pre>{@code
 * ButcherTableau kutta3 = ButcherTableau.explicit("kutta3")
 *     .row("0")
 *     .row("1/2", "1/2")
 *     .row("1", "-1", "2")
 *     .weights("1/6", "2/3", "1/6")
 *     .order(3)
 *     .build();
 * }</pre>
 *
 * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.1"
 */
public final class ButcherTableau {

    private final String name;
    private final int order;
    private final ImmutableList<ImmutableList<Coefficient>> exactA;
    private final ImmutableList<Coefficient> exactB;
    private final ImmutableList<Coefficient> exactC;
    private final ImmutableList<EmbeddedWeights> embedded;
    private final @Nullable DenseWeights denseWeights;
    private final double[][] a;
    private final double[] b;
    private final double[] c;
    private final double[][] e;
    private final double[][] dense;
    private final boolean[] used;
    private final int stackStages;
    private final boolean fsal;
    /** Made when first asked for; the same value whoever makes it. */
    private volatile @Nullable TableauCertificate certificate;

    ButcherTableau(TableauBuilder source, String name, int order) {
        this.name = name;
        this.order = order;
        exactA = source.a();
        exactC = source.c();
        exactB = source.b();
        embedded = source.embedded();
        denseWeights = source.dense();
        a = exactA.stream().map(Coefficients::toDoubles).toArray(double[][]::new);
        b = Coefficients.toDoubles(exactB);
        c = Coefficients.toDoubles(exactC);
        e = embedded.stream()
                .map(weights -> Coefficients.toDoubles(weights.error()))
                .toArray(double[][]::new);
        dense = denseWeights == null
                ? new double[0][]
                : denseWeights.polynomials().stream()
                        .map(Coefficients::toDoubles)
                        .toArray(double[][]::new);
        used = usedBy(exactB);
        stackStages = countTrue(used);
        fsal = firstSameAsLast();
    }

    /**
     * Starts a tableau.
     *
     * @param name what the method is called, in reports and files; not blank
     * @return a builder without rows
     */
    public static TableauBuilder explicit(String name) {
        return new TableauBuilder(name);
    }

    private boolean[] usedBy(List<Coefficient> weights) {
        boolean[] needed = new boolean[stages()];
        for (int i = stages() - 1; i >= 0; i--) {
            needed[i] |= !weights.get(i).isZero();
            for (int j = 0; needed[i] && j < i; j++) {
                needed[j] |= !exactA(i, j).isZero();
            }
        }
        return needed;
    }

    private static int countTrue(boolean[] flags) {
        int count = 0;
        for (boolean flag : flags) {
            count += flag ? 1 : 0;
        }
        return count;
    }

    private boolean firstSameAsLast() {
        int last = stages() - 1;
        if (last == 0 || !exactC(last).isOne() || !exactB(last).isZero()) {
            return false;
        }
        return Coefficients.subtract(exactA.get(last), exactB.subList(0, last)).stream()
                .allMatch(Coefficient::isZero);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the claimed order of the main weights} */
    public int order() {
        return order;
    }

    /** {@return the claimed order of the first embedded solution, 0 where there is none} */
    public int embeddedOrder() {
        return embedded.isEmpty() ? 0 : embeddedOrder(0);
    }

    /**
     * The claimed order of one embedded solution.
     *
     * @param estimate index of the estimate, below {@link #errorEstimates()}
     * @return its order
     */
    public int embeddedOrder(int estimate) {
        return embedded.get(estimate).order();
    }

    /** {@return whether there are error weights, so that the step size can be controlled} */
    public boolean adaptive() {
        return !embedded.isEmpty();
    }

    /** {@return whether the last stage of a step is the first of the next: last row of A equals b, last node 1} */
    public boolean fsal() {
        return fsal;
    }

    /** {@return whether A is strictly lower triangular; the builder accepts no other} */
    public boolean explicit() {
        for (int i = 0; i < exactA.size(); i++) {
            if (exactA.get(i).size() != i) {
                return false;
            }
        }
        return true;
    }

    /** {@return whether every coefficient is exact, none a decimal} */
    public boolean exact() {
        return Coefficients.allExact(exactC)
                && Coefficients.allExact(exactB)
                && exactA.stream().allMatch(Coefficients::allExact)
                && embedded.stream().allMatch(weights -> Coefficients.allExact(weights.solution()))
                && (denseWeights == null || denseWeights.polynomials().stream().allMatch(Coefficients::allExact));
    }

    /** {@return the number of rows that a step evaluates, error-only rows and a FSAL row included} */
    public int stages() {
        return exactB.size();
    }

    /** {@return the number of further rows that only dense output needs} */
    public int denseStages() {
        return exactC.size() - stages();
    }

    /** {@return the number of stages that {@code b} needs: what a discrete stack evaluates} */
    public int stackStages() {
        return stackStages;
    }

    /**
     * Whether the solution needs a stage, by its own weight or through later stages.
     *
     * @param stage index below {@link #stages()}
     * @return whether the stage is one of the {@link #stackStages()}
     */
    public boolean isUsed(int stage) {
        return used[stage];
    }

    /**
     * An entry of A.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @param j column, same range; 0 on and above the diagonal
     * @return the double nearest to the exact entry
     */
    public double a(int i, int j) {
        return j < i ? a[i][j] : above(i, j, 0.0);
    }

    private <T> T above(int i, int j, T zero) {
        if (i >= a.length || j >= a.length || i < 0) {
            throw new IndexOutOfBoundsException("entry (" + i + ", " + j + ") must be within " + a.length + " rows");
        }
        return zero;
    }

    /**
     * A weight of the solution.
     *
     * @param i stage, below {@link #stages()}
     * @return the double nearest to the exact weight
     */
    public double b(int i) {
        return b[i];
    }

    /**
     * A node.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @return the double nearest to the exact node
     */
    public double c(int i) {
        return c[i];
    }

    /** {@return the number of error estimates: 0, 1, or 2 for Dormand-Prince 8(5,3)} */
    public int errorEstimates() {
        return embedded.size();
    }

    /**
     * An error weight: {@code dt * sum_i e(k, i) * k_i} is the difference of the solution and the embedded one.
     *
     * @param estimate below {@link #errorEstimates()}
     * @param i stage, below {@link #stages()}
     * @return the double nearest to the exact weight
     */
    public double e(int estimate, int i) {
        return e[estimate][i];
    }

    /** {@return how the estimates become one error} */
    public ErrorRule errorRule() {
        return switch (errorEstimates()) {
            case 0 -> ErrorRule.NONE;
            case 1 -> ErrorRule.SINGLE;
            default -> ErrorRule.DOP853;
        };
    }

    /**
     * The power of {@code dt} to which the error of a step is proportional, which a step controller divides by.
     *
     * @return {@code min(order, embedded order) + 1}; {@code 2 (p + 1) - (q + 1)} for a pair of estimates of orders p and q; 0 without estimates
     */
    public int errorPower() {
        return switch (errorRule()) {
            case NONE -> 0;
            case SINGLE -> Math.min(order, embeddedOrder()) + 1;
            case DOP853 -> 2 * (embeddedOrder(0) + 1) - (embeddedOrder(1) + 1);
        };
    }

    /** {@return the claimed order of the tableau's own dense output, 0 where it has none} */
    public int denseOrder() {
        return denseWeights == null ? 0 : denseWeights.order();
    }

    /** {@return the degree of the dense weights in theta, 0 where there are none (cubic Hermite is used then)} */
    public int denseDegree() {
        return denseWeights == null ? 0 : denseWeights.degree();
    }

    /**
     * A coefficient of the dense weight {@code b_i(theta) = sum_power dense(i, power) * theta^power}.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @param power from 1 to {@link #denseDegree()}
     * @return the double nearest to the exact coefficient
     */
    public double dense(int i, int power) {
        return dense[i][power - 1];
    }

    /**
     * An exact entry of A.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @param j column, same range; 0 on and above the diagonal
     * @return the entry
     */
    public Coefficient exactA(int i, int j) {
        return j < i ? exactA.get(i).get(j) : above(i, j, Coefficient.ZERO);
    }

    /**
     * An exact weight of the solution.
     *
     * @param i stage, below {@link #stages()}
     * @return the weight
     */
    public Coefficient exactB(int i) {
        return exactB.get(i);
    }

    /**
     * An exact node.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @return the node
     */
    public Coefficient exactC(int i) {
        return exactC.get(i);
    }

    /**
     * An exact weight of an embedded solution.
     *
     * @param estimate below {@link #errorEstimates()}
     * @param i stage, below {@link #stages()}
     * @return the weight
     */
    public Coefficient exactEmbedded(int estimate, int i) {
        return embedded.get(estimate).solution().get(i);
    }

    /**
     * An exact error weight, {@code exactB(i) - exactEmbedded(estimate, i)}.
     *
     * @param estimate below {@link #errorEstimates()}
     * @param i stage, below {@link #stages()}
     * @return the weight
     */
    public Coefficient exactE(int estimate, int i) {
        return embedded.get(estimate).error().get(i);
    }

    /**
     * An exact coefficient of a dense weight.
     *
     * @param i row, below {@code stages() + denseStages()}
     * @param power from 1 to {@link #denseDegree()}
     * @return the coefficient of {@code theta^power}
     */
    public Coefficient exactDense(int i, int power) {
        if (denseWeights == null) {
            throw new IndexOutOfBoundsException(name + " has no dense weights of its own");
        }
        return denseWeights.polynomials().get(i).get(power - 1);
    }

    /**
     * The factor by which a block of independent, zero-mean, unit-gain linear stage maps multiplies the variance of its input.
     *
     * <p>{@code v_i = 1 + sum_j a_ij^2 v_j}, growth {@code 1 + sum_i b_i^2 v_i}: step 1, no normalisation. A diagnostic of untrained residual
     * stacks with own weights per stage; the rate per sub-network is its root of order {@link #stackStages()}.
     *
     * @return the growth, above 1
     */
    public double varianceGrowth() {
        return varianceGrowth(1);
    }

    /**
     * {@link #varianceGrowth()} for a step of another size: {@code v_i = 1 + dt^2 sum_j a_ij^2 v_j}, growth {@code 1 + dt^2 sum_i b_i^2 v_i}.
     *
     * @param dt size of the step
     * @return the growth, above 1
     */
    public double varianceGrowth(double dt) {
        double[] variance = new double[stages()];
        double growth = 1;
        for (int i = 0; i < stages(); i++) {
            variance[i] = 1;
            for (int j = 0; j < i; j++) {
                variance[i] += dt * dt * a[i][j] * a[i][j] * variance[j];
            }
            growth += dt * dt * b[i] * b[i] * variance[i];
        }
        return growth;
    }

    /**
     * Checks the claimed orders against the rooted-tree order conditions.
     *
     * @return what is proved, and what is not: a failed certificate is a value, not an exception
     */
    public TableauCertificate certify() {
        TableauCertificate known = certificate;
        if (known == null) {
            known = new TableauCertificate(this);
            certificate = known;
        }
        return known;
    }

    /**
     * Draws the Butcher array as text: rows {@code c | a}, a line of dashes, the weights, and what dense output adds.
     *
     * @return the array in aligned columns, several lines
     */
    public String formatArray() {
        return TableauTextWriter.array(this);
    }

    /** {@return name, orders and stages in one line, such as {@code dopri5 (order 5(4), 7 stages, FSAL)}} */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(name).append(" (order ").append(order);
        for (int k = 0; k < errorEstimates(); k++) {
            text.append(k == 0 ? "(" : ",").append(embeddedOrder(k));
        }
        text.append(adaptive() ? "), " : ", ").append(stages()).append(stages() == 1 ? " stage" : " stages");
        return text.append(fsal ? ", FSAL)" : ")").toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ButcherTableau that
                && name.equals(that.name)
                && order == that.order
                && exactA.equals(that.exactA)
                && exactB.equals(that.exactB)
                && exactC.equals(that.exactC)
                && embedded.equals(that.embedded)
                && Objects.equals(denseWeights, that.denseWeights);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, order, exactA, exactB, embedded, denseWeights);
    }
}
