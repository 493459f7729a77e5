package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects a tableau and checks each part as it comes: rows, then weights, then embedded weights, dense rows and dense weights.
 *
 * <p>Coefficients are written as {@link Coefficient#parse} reads them. What is refused is refused with an
 * {@link IllegalArgumentException} that names the tableau, the row and the rule; parts in another order with an
 * {@link IllegalStateException}.
 */
public final class TableauBuilder {

    /** Largest number of rows, those for dense output included. */
    public static final int MAX_STAGES = 100;

    /** Largest order that may be claimed. */
    public static final int MAX_ORDER = 12;

    private final String name;
    private final List<ImmutableList<Coefficient>> a = new ArrayList<>();
    private final List<Coefficient> c = new ArrayList<>();
    private final List<EmbeddedWeights> embedded = new ArrayList<>();
    private @Nullable ImmutableList<Coefficient> b;
    private @Nullable DenseWeights dense;
    private int order;
    private int radicand = 1;

    TableauBuilder(String name) {
        if (name.isBlank()
                || name.length() > 100
                || !name.equals(name.strip())
                || name.indexOf('#') >= 0
                || name.chars().anyMatch(Character::isISOControl)
                || !StandardCharsets.UTF_8.newEncoder().canEncode(name)) {
            throw new IllegalArgumentException("name of a tableau must have 1 to 100 characters, none a control or #,"
                    + " and no space at its ends");
        }
        this.name = name;
    }

    /**
     * Adds the next stage.
     *
     * @param node the node {@code c}
     * @param entries the row of A: as many entries as there are rows before
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder row(String node, String... entries) {
        return row(Coefficient.parse(node), Coefficients.parse(entries));
    }

    /**
     * Adds the next stage.
     *
     * @param node the node {@code c}
     * @param entries the row of A: as many entries as there are rows before
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder row(Coefficient node, List<Coefficient> entries) {
        if (b != null) {
            throw new IllegalStateException(
                    name + ": rows must come before weights; denseRow adds rows for dense output");
        }
        return addRow(node, entries);
    }

    private TableauBuilder addRow(Coefficient node, List<Coefficient> entries) {
        int i = a.size();
        String where = name + ": row " + (i + 1);
        if (i >= MAX_STAGES) {
            throw new IllegalArgumentException(
                    where + " must not exist: a tableau has at most " + MAX_STAGES + " rows");
        }
        if (entries.size() != i) {
            throw new IllegalArgumentException(where + " (" + entries.size() + " entries of A) must have " + i
                    + ": the method is explicit, each row has one entry per row before it");
        }
        check(where, List.of(node));
        check(where, entries);
        Coefficient residual = Coefficients.sum(entries).subtract(node);
        double magnitude = Coefficients.sumOfAbsolutes(entries) + Math.abs(node.doubleValue());
        if (!DecimalTolerance.isZero(residual, 1, magnitude)) {
            throw new IllegalArgumentException(where + " sums to " + Coefficients.sum(entries) + " but its node c is "
                    + node + ": row sums must equal c (difference " + residual.doubleValue() + ")");
        }
        a.add(ImmutableList.copyOf(entries));
        c.add(node);
        return this;
    }

    /**
     * Sets the weights of the solution.
     *
     * @param weights one per row, sum 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder weights(String... weights) {
        return weights(Coefficients.parse(weights));
    }

    /**
     * Sets the weights of the solution.
     *
     * @param weights one per row, sum 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder weights(List<Coefficient> weights) {
        if (b != null) {
            throw new IllegalStateException(name + ": weights must be given once");
        }
        if (a.isEmpty()) {
            throw new IllegalArgumentException(name + ": a tableau must have at least one row");
        }
        checkSum("weights b", weights, a.size(), Coefficient.ONE);
        b = ImmutableList.copyOf(weights);
        return this;
    }

    /**
     * Sets the order that the weights are claimed to have.
     *
     * @param claimed from 1 to {@value #MAX_ORDER}
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder order(int claimed) {
        order = checkOrder("order", claimed);
        return this;
    }

    /**
     * Adds an embedded solution by its weights.
     *
     * @param claimedOrder its order
     * @param weights one per row, sum 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder embeddedWeights(int claimedOrder, String... weights) {
        return embeddedWeights(claimedOrder, Coefficients.parse(weights));
    }

    /**
     * Adds an embedded solution by its weights.
     *
     * @param claimedOrder its order
     * @param weights one per row, sum 1
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder embeddedWeights(int claimedOrder, List<Coefficient> weights) {
        ImmutableList<Coefficient> main = mainWeights();
        checkSum("embedded weights", weights, main.size(), Coefficient.ONE);
        if (embedded.size() == 2) {
            throw new IllegalArgumentException(name + ": a tableau must have at most 2 embedded solutions");
        }
        ImmutableList<Coefficient> error = Coefficients.subtract(main, weights);
        if (error.stream().allMatch(Coefficient::isZero)) {
            throw new IllegalArgumentException(name + ": embedded weights must differ from the weights b");
        }
        embedded.add(
                new EmbeddedWeights(checkOrder("embedded order", claimedOrder), ImmutableList.copyOf(weights), error));
        return this;
    }

    /**
     * Adds an embedded solution by its error weights {@code e}: its weights are {@code b - e}.
     *
     * @param claimedOrder order of the embedded solution
     * @param weights one per row, sum 0
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder errorWeights(int claimedOrder, String... weights) {
        return errorWeights(claimedOrder, Coefficients.parse(weights));
    }

    /**
     * Adds an embedded solution by its error weights {@code e}: its weights are {@code b - e}.
     *
     * @param claimedOrder order of the embedded solution
     * @param weights one per row, sum 0
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder errorWeights(int claimedOrder, List<Coefficient> weights) {
        ImmutableList<Coefficient> main = mainWeights();
        checkSum("error weights", weights, main.size(), Coefficient.ZERO);
        return embeddedWeights(claimedOrder, Coefficients.subtract(main, weights));
    }

    /**
     * Adds a stage that only dense output needs.
     *
     * @param node the node {@code c}
     * @param entries the row of A: as many entries as there are rows before
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder denseRow(String node, String... entries) {
        return denseRow(Coefficient.parse(node), Coefficients.parse(entries));
    }

    /**
     * Adds a stage that only dense output needs.
     *
     * @param node the node {@code c}
     * @param entries the row of A: as many entries as there are rows before
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder denseRow(Coefficient node, List<Coefficient> entries) {
        mainWeights();
        if (dense != null) {
            throw new IllegalStateException(name + ": dense rows must come before dense weights");
        }
        return addRow(node, entries);
    }

    /**
     * Sets the dense output weights {@code b_i(theta)}.
     *
     * @param claimedOrder order at every theta
     * @param polynomials one per row, dense rows included: the coefficients of theta, theta^2, ..., all of one length
     * @return this builder
     */
    @CanIgnoreReturnValue
    public TableauBuilder dense(int claimedOrder, List<? extends List<Coefficient>> polynomials) {
        ImmutableList<Coefficient> main = mainWeights();
        if (dense != null) {
            throw new IllegalStateException(name + ": dense weights must be given once");
        }
        if (polynomials.size() != a.size()) {
            throw new IllegalArgumentException(
                    name + ": dense weights (" + polynomials.size() + ") must be one polynomial per row, " + a.size());
        }
        int degree = polynomials.get(0).size();
        if (degree < 1 || degree > MAX_STAGES) {
            throw new IllegalArgumentException(
                    name + ": degree of the dense weights (" + degree + ") must be in 1 .. " + MAX_STAGES);
        }
        for (int i = 0; i < a.size(); i++) {
            List<Coefficient> polynomial = polynomials.get(i);
            String where = name + ": dense weight " + (i + 1);
            if (polynomial.size() != degree) {
                throw new IllegalArgumentException(
                        where + " (" + polynomial.size() + " coefficients) must have " + degree + " as the others");
            }
            check(where, polynomial);
            Coefficient atOne = i < main.size() ? main.get(i) : Coefficient.ZERO;
            Coefficient residual = Coefficients.sum(polynomial).subtract(atOne);
            if (!DecimalTolerance.isZero(
                    residual, 1, Coefficients.sumOfAbsolutes(polynomial) + Math.abs(atOne.doubleValue()))) {
                throw new IllegalArgumentException(where + " is " + Coefficients.sum(polynomial)
                        + " at theta = 1: it must equal b there, " + atOne);
            }
        }
        dense = new DenseWeights(
                checkOrder("dense order", claimedOrder),
                polynomials.stream().map(ImmutableList::copyOf).collect(ImmutableList.toImmutableList()));
        return this;
    }

    /**
     * Makes the tableau.
     *
     * @return the tableau, whose claimed orders are not proved yet: see {@link ButcherTableau#certify()}
     */
    public ButcherTableau build() {
        mainWeights();
        if (order == 0) {
            throw new IllegalArgumentException(name + ": the claimed order must be set");
        }
        if (a.size() > b().size() && dense == null) {
            throw new IllegalArgumentException(name + ": rows for dense output must come with dense weights");
        }
        return new ButcherTableau(this, name, order);
    }

    private int checkOrder(String what, int claimed) {
        if (!(claimed >= 1 && claimed <= MAX_ORDER)) {
            throw new IllegalArgumentException(name + ": " + what + " (" + claimed + ") must be in 1 .. " + MAX_ORDER);
        }
        return claimed;
    }

    private void checkSum(String what, List<Coefficient> weights, int size, Coefficient wanted) {
        if (weights.size() != size) {
            throw new IllegalArgumentException(
                    name + ": " + what + " (" + weights.size() + ") must be one per row, " + size);
        }
        check(name + ": " + what, weights);
        Coefficient residual = Coefficients.sum(weights).subtract(wanted);
        if (!DecimalTolerance.isZero(residual, 1, Coefficients.sumOfAbsolutes(weights) + 1)) {
            throw new IllegalArgumentException(name + ": " + what + " sum to " + Coefficients.sum(weights)
                    + ": the sum must be " + wanted + " (difference " + residual.doubleValue() + ")");
        }
    }

    /** Coefficients must be finite doubles, of a length that can be written and read again, and of one field. */
    private void check(String where, List<Coefficient> values) {
        for (Coefficient value : values) {
            if (!(Math.abs(value.doubleValue()) <= Double.MAX_VALUE)
                    || value.toString().length() > CoefficientParser.MAX_LENGTH) {
                throw new IllegalArgumentException(
                        where + " has a coefficient that is not finite as a double or longer than "
                                + CoefficientParser.MAX_LENGTH + " characters");
            }
            if (value.radicand() != 1 && radicand != 1 && value.radicand() != radicand) {
                throw new IllegalArgumentException(
                        where + " has sqrt(" + value.radicand() + ") where an entry before has sqrt(" + radicand
                                + "): only one root can be exact, write decimals of at least 17 digits");
            }
            radicand = Math.max(radicand, value.radicand());
        }
    }

    private ImmutableList<Coefficient> mainWeights() {
        if (b == null) {
            throw new IllegalStateException(name + ": weights must be given first");
        }
        return b;
    }

    ImmutableList<ImmutableList<Coefficient>> a() {
        return ImmutableList.copyOf(a);
    }

    ImmutableList<Coefficient> b() {
        return mainWeights();
    }

    ImmutableList<Coefficient> c() {
        return ImmutableList.copyOf(c);
    }

    ImmutableList<EmbeddedWeights> embedded() {
        return ImmutableList.copyOf(embedded);
    }

    @Nullable
    DenseWeights dense() {
        return dense;
    }
}
