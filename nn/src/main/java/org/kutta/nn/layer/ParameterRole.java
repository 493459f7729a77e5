package org.kutta.nn.layer;

import com.google.common.primitives.ImmutableIntArray;

/**
 * What the numbers of a {@link ParameterGroup} are. The layer that owns the group says so; nothing is guessed from a shape.
 *
 * <p>From the role follow which entries make one filter, whether weight decay acts on the group by default, and how PyTorch lays out the same array.
 */
public enum ParameterRole {
    /** Weights {@code [in, out]} of an affine map; PyTorch's {@code [out, in]}. A filter is what makes one output. */
    DENSE_WEIGHT(2, true, filters(1), torch(1, 0)),
    /** Kernel {@code [height, width, in, out]} of a convolution; PyTorch's {@code [out, in, height, width]}. A filter makes one output channel. */
    CONVOLUTION_KERNEL(4, true, filters(3), torch(3, 2, 0, 1)),
    /**
     * Kernel {@code [height, width, out, in]} of a transposed convolution; PyTorch's {@code [in, out, height, width]}. A filter makes one output channel.
     */
    TRANSPOSED_KERNEL(4, true, filters(2), torch(3, 2, 0, 1)),
    /**
     * Kernel {@code [groups, height, width, in / groups, out / groups]} of a grouped or depthwise convolution; PyTorch's
     * {@code [out, in / groups, height, width]}. A filter makes one output channel.
     */
    GROUPED_KERNEL(5, true, filters(0, 4), torch(0, 4, 3, 1, 2)),
    /** Numbers added to outputs: the bias of an affine map, the shift of a normalisation. */
    BIAS(0, false, filters(), torch()),
    /** Numbers that multiply outputs: the scale of a normalisation. */
    GAIN(0, false, filters(), torch()),
    /** A table of vectors {@code [entries, ...]}, as in PyTorch. A filter is one entry. */
    EMBEDDING(0, true, filters(0), torch()),
    /** Numbers in a formula, each with a meaning of its own, such as a learned step size. */
    COEFFICIENT(0, false, filters(), torch()),
    /** Running means and variances: state, not trained. */
    STATISTIC(0, false, filters(), torch()),
    /** Anything else; weight decay acts on it if it has two axes or more. */
    OTHER(0, false, filters(), torch());

    private final int rank;
    private final boolean decays;
    private final ImmutableIntArray filterAxes;
    private final ImmutableIntArray torchAxes;

    ParameterRole(int rank, boolean decays, ImmutableIntArray filterAxes, ImmutableIntArray torchAxes) {
        this.rank = rank;
        this.decays = decays;
        this.filterAxes = filterAxes;
        this.torchAxes = torchAxes;
    }

    private static ImmutableIntArray filters(int... axes) {
        return ImmutableIntArray.copyOf(axes);
    }

    private static ImmutableIntArray torch(int... axes) {
        return ImmutableIntArray.copyOf(axes);
    }

    /** Whether an array of that many axes can have the role. */
    boolean fits(int axes) {
        return rank == 0 || rank == axes;
    }

    /** Number of axes of an array of this role; 0 if it may be any. */
    int rank() {
        return rank;
    }

    boolean decays(int axes) {
        return this == OTHER ? axes >= 2 : decays;
    }

    /** {@return the axes whose indices together number the filters; empty where the array has no filters and counts as a whole} */
    public ImmutableIntArray filterAxes() {
        return filterAxes;
    }

    /**
     * {@return PyTorch's order of the axes: its axis {@code i} is this one's {@code get(i)}; empty if the order is the same} For
     * {@link #GROUPED_KERNEL} PyTorch has the first two of these as one axis.
     */
    public ImmutableIntArray torchAxes() {
        return torchAxes;
    }
}
