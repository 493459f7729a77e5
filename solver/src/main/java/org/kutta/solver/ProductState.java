package org.kutta.solver;

import java.util.Arrays;

/**
 * Several states as one: the state of an augmented system, such as (y, adjoint, parameter gradient) or (x, v).
 *
 * <p>It refers to its parts, it does not copy them: writing to {@code part(i)} writes to this state. Parts may have
 * different shapes. Its algebra is {@link ProductSpace}.
 *
 * @param <S> type of the parts
 */
public final class ProductState<S> {

    private final Object[] parts;

    /** What {@link ProductSpace} needs to hand the parts of several stages to the inner space without allocating. */
    final Object[] scratch;

    private ProductState(Object[] parts, Object[] scratch) {
        this.parts = parts;
        this.scratch = scratch;
    }

    /**
     * {@return a state of given parts}
     *
     * @param parts the parts, at least one; kept, not copied
     * @param <S> type of the parts
     */
    @SafeVarargs
    public static <S> ProductState<S> of(S... parts) {
        Checks.atLeast("number of parts", parts.length, 1);
        return new ProductState<>(Arrays.copyOf(parts, parts.length, Object[].class), new Object[0]);
    }

    static <S> ProductState<S> withScratch(Object[] parts, Object[] scratch) {
        return new ProductState<>(parts, scratch);
    }

    /** {@return the number of parts} */
    public int parts() {
        return parts.length;
    }

    /**
     * {@return a part, live}
     *
     * @param i index of the part
     */
    @SuppressWarnings("unchecked") // every factory stores parts of type S
    public S part(int i) {
        return (S) parts[i];
    }
}
