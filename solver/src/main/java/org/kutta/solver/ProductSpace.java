package org.kutta.solver;

import java.util.Arrays;

/**
 * The algebra of {@link ProductState}: each operation part by part in the inner space.
 *
 * <p>It says which parts count in the error norm; that is all a seminorm is. The error ratio is the root mean square over
 * the components of the parts that count, so that a product of n copies has the ratio of one. Non-finite components of a
 * part that does not count still make the ratio NaN. Tolerances are one pair for all or {@link Tolerances#ofParts by
 * parts}.
 *
 * @param <S> type of the parts
 */
public final class ProductSpace<S> implements StateSpace<ProductState<S>> {

    private final StateSpace<S> inner;
    private final boolean[] counts;

    private ProductSpace(StateSpace<S> inner, boolean[] counts) {
        this.inner = inner;
        this.counts = counts;
    }

    /**
     * {@return the space of products whose parts all count in the error norm}
     *
     * @param inner space of the parts
     * @param parts number of parts, at least 1
     * @param <S> type of the parts
     */
    public static <S> ProductSpace<S> of(StateSpace<S> inner, int parts) {
        boolean[] counts = new boolean[Checks.atLeast("parts", parts, 1)];
        Arrays.fill(counts, true);
        return new ProductSpace<>(inner, counts);
    }

    /**
     * {@return this space with a seminorm: only some parts count in the error norm}
     *
     * @param counts for each part whether it counts; at least one does; copied
     */
    public ProductSpace<S> countingOnly(boolean... counts) {
        Checks.check(counts.length == this.counts.length, "%s flags for %s parts", counts.length, this.counts.length);
        boolean any = false;
        for (boolean counted : counts) {
            any |= counted;
        }
        Checks.check(any, "counts", Arrays.toString(counts), "must have a part that counts");
        return new ProductSpace<>(inner, counts.clone());
    }

    /** {@return the space of the parts} */
    public StateSpace<S> inner() {
        return inner;
    }

    /** {@return the number of parts} */
    public int parts() {
        return counts.length;
    }

    /**
     * {@return whether a part counts in the error norm}
     *
     * @param part index of the part
     */
    public boolean counts(int part) {
        return counts[part];
    }

    @Override
    public ProductState<S> zerosLike(ProductState<S> y) {
        Object[] parts = new Object[checkParts(y)];
        for (int p = 0; p < parts.length; p++) {
            parts[p] = inner.zerosLike(y.part(p));
        }
        return ProductState.withScratch(parts, new Object[0]);
    }

    /** {@inheritDoc} Each part of all stages is one block of the inner space. */
    @Override
    public ProductState<S>[] newStages(ProductState<S> like, int count) {
        Object[][] parts = new Object[count][checkParts(like)];
        for (int p = 0; p < counts.length; p++) {
            S[] block = inner.newStages(like.part(p), count);
            for (int j = 0; j < count; j++) {
                parts[j][p] = block[j];
            }
        }
        Object[] scratch = Arrays.copyOf(inner.newStages(like.part(0), 0), count);
        ProductState<S>[] stages = newArray(count);
        for (int j = 0; j < count; j++) {
            stages[j] = ProductState.withScratch(parts[j], scratch);
        }
        return stages;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    private static <S> ProductState<S>[] newArray(int count) {
        return new ProductState[count];
    }

    @Override
    public void release(ProductState<S> state) {
        for (int p = 0; p < counts.length; p++) {
            inner.release(state.part(p));
        }
    }

    @Override
    public void copy(ProductState<S> source, ProductState<S> target) {
        for (int p = 0; p < counts.length; p++) {
            inner.copy(source.part(p), target.part(p));
        }
    }

    @Override
    public void setZero(ProductState<S> y) {
        for (int p = 0; p < counts.length; p++) {
            inner.setZero(y.part(p));
        }
    }

    @Override
    public void combine(
            ProductState<S> base,
            double dt,
            double[] weights,
            ProductState<S>[] stages,
            int count,
            ProductState<S> result) {
        S[] column = column(result, stages, count);
        for (int p = 0; p < counts.length; p++) {
            gather(p, stages, count, column);
            inner.combine(base.part(p), dt, weights, column, count, result.part(p));
        }
    }

    @Override
    public void combine(double dt, double[] weights, ProductState<S>[] stages, int count, ProductState<S> result) {
        S[] column = column(result, stages, count);
        for (int p = 0; p < counts.length; p++) {
            gather(p, stages, count, column);
            inner.combine(dt, weights, column, count, result.part(p));
        }
    }

    /** The stages' own scratch array, or a new one for stages that {@link #newStages} did not make. */
    @SuppressWarnings("unchecked") // made by the inner space, whose component type it has
    private S[] column(ProductState<S> like, ProductState<S>[] stages, int count) {
        if (count > 0 && stages[0].scratch.length >= count) {
            return (S[]) stages[0].scratch;
        }
        return Arrays.copyOf(inner.newStages(like.part(0), 0), count);
    }

    private static <S> void gather(int part, ProductState<S>[] stages, int count, S[] column) {
        for (int j = 0; j < count; j++) {
            column[j] = stages[j].part(part);
        }
    }

    @Override
    public void axpy(double a, ProductState<S> x, ProductState<S> y) {
        for (int p = 0; p < counts.length; p++) {
            inner.axpy(a, x.part(p), y.part(p));
        }
    }

    @Override
    public void scale(double a, ProductState<S> y) {
        for (int p = 0; p < counts.length; p++) {
            inner.scale(a, y.part(p));
        }
    }

    @Override
    public double dot(ProductState<S> x, ProductState<S> y) {
        double sum = 0;
        for (int p = 0; p < counts.length; p++) {
            sum += inner.dot(x.part(p), y.part(p));
        }
        return sum;
    }

    @Override
    public double errorRatio(ProductState<S> error, ProductState<S> y0, ProductState<S> y1, Tolerances tolerances) {
        double sum = 0;
        long size = 0;
        for (int p = 0; p < counts.length; p++) {
            if (counts[p]) {
                long components = inner.size(y0.part(p));
                double ratio = inner.errorRatio(error.part(p), y0.part(p), y1.part(p), tolerances.part(p));
                sum += components * ratio * ratio;
                size += components;
            } else if (!inner.isFinite(y1.part(p))) {
                return Double.NaN;
            }
        }
        return size == 0 ? 0 : Math.sqrt(sum / size);
    }

    @Override
    public boolean isFinite(ProductState<S> y) {
        for (int p = 0; p < counts.length; p++) {
            if (!inner.isFinite(y.part(p))) {
                return false;
            }
        }
        return true;
    }

    /** {@inheritDoc} Only parts that count are looked at; indices run through all parts. */
    @Override
    public long worstComponent(ProductState<S> error, ProductState<S> y0, ProductState<S> y1, Tolerances tolerances) {
        long offset = 0;
        long worst = -1;
        double worstRatio = -1;
        for (int p = 0; p < counts.length; p++) {
            S part = y0.part(p);
            if (counts[p]) {
                Tolerances own = tolerances.part(p);
                double ratio = inner.errorRatio(error.part(p), part, y1.part(p), own);
                if (!(ratio <= worstRatio)) {
                    worst = offset + inner.worstComponent(error.part(p), part, y1.part(p), own);
                    if (!Double.isFinite(ratio)) {
                        return worst;
                    }
                    worstRatio = ratio;
                }
            }
            offset += inner.size(part);
        }
        return worst;
    }

    @Override
    public double unitRoundoff() {
        return inner.unitRoundoff();
    }

    @Override
    public long size(ProductState<S> y) {
        long size = 0;
        for (int p = 0; p < counts.length; p++) {
            size += inner.size(y.part(p));
        }
        return size;
    }

    @Override
    public long bytes(ProductState<S> y) {
        long bytes = 0;
        for (int p = 0; p < counts.length; p++) {
            bytes += inner.bytes(y.part(p));
        }
        return bytes;
    }

    @Override
    public boolean sameShape(ProductState<S> x, ProductState<S> y) {
        if (x.parts() != y.parts()) {
            return false;
        }
        for (int p = 0; p < x.parts(); p++) {
            if (!inner.sameShape(x.part(p), y.part(p))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String describeShape(ProductState<S> y) {
        StringBuilder shape = new StringBuilder("(");
        for (int p = 0; p < y.parts(); p++) {
            shape.append(p == 0 ? "" : ", ").append(inner.describeShape(y.part(p)));
        }
        return shape.append(')').toString();
    }

    @Override
    public void checkTolerances(Tolerances tolerances, ProductState<S> y) {
        checkParts(y);
        if (tolerances.isScalar()) {
            return;
        }
        Checks.check(
                tolerances.parts() == counts.length,
                "tolerances have %s parts but the state has %s: use Tolerances.ofParts",
                tolerances.parts(),
                counts.length);
        for (int p = 0; p < counts.length; p++) {
            inner.checkTolerances(tolerances.part(p), y.part(p));
        }
    }

    private int checkParts(ProductState<S> y) {
        Checks.check(y.parts() == counts.length, "state has %s parts but its space has %s", y.parts(), counts.length);
        return counts.length;
    }
}
