package org.kutta.adjoint;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Names and shapes of the groups that share one flat parameter vector.
 *
 * <p>Groups lie one after the other without gaps, in the order they were added; the entries of a group are row-major.
 * Gradients have the same layout. Immutable.
 */
public final class ParameterLayout {
    private static final ParameterLayout EMPTY = builder().build();

    private final ImmutableList<Group> groups;
    private final long size;

    private ParameterLayout(ImmutableList<Group> groups) {
        this.groups = groups;
        this.size = groups.isEmpty() ? 0 : groups.get(groups.size() - 1).end();
    }

    /** {@return the layout of a field without parameters} */
    public static ParameterLayout empty() {
        return EMPTY;
    }

    /**
     * A layout of a single group, a vector.
     *
     * @param name name of the group
     * @param size number of parameters, at least 0
     * @return the layout
     * @throws IllegalArgumentException if {@code size} is negative
     */
    public static ParameterLayout of(String name, long size) {
        return builder().add(name, size).build();
    }

    /** {@return a builder without groups} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the groups, in the order of their offsets} */
    public List<Group> groups() {
        return groups;
    }

    /**
     * The group of a name.
     *
     * @param name name to look for
     * @return the group, or empty if there is none
     */
    public Optional<Group> group(String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    /** {@return the number of parameters of all groups together} */
    public long size() {
        return size;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ParameterLayout that && groups.equals(that.groups);
    }

    @Override
    public int hashCode() {
        return groups.hashCode();
    }

    @Override
    public String toString() {
        return "ParameterLayout" + groups;
    }

    /**
     * A named run of entries of the flat vector.
     *
     * @param name name, unique within a layout
     * @param offset index of its first entry
     * @param shape lengths of its axes; empty for a scalar
     */
    public record Group(String name, long offset, ImmutableLongArray shape) {

        /** {@return the number of parameters of this group} */
        public long size() {
            return product(shape);
        }

        /** {@return the index after its last entry} */
        public long end() {
            return offset + size();
        }

        private static long product(ImmutableLongArray shape) {
            return shape.stream().reduce(1, Math::multiplyExact);
        }
    }

    /** Collects the groups of a layout. */
    public static final class Builder {
        private final ImmutableList.Builder<Group> groups = ImmutableList.builder();
        private final Set<String> names = new HashSet<>();
        private long size;

        private Builder() {}

        /**
         * Appends a group behind those added before.
         *
         * @param name name of the group, not yet in this layout
         * @param shape lengths of its axes, each at least 0; none for a scalar
         * @return this builder
         * @throws IllegalArgumentException if the name is taken or a length is negative
         */
        @CanIgnoreReturnValue
        public Builder add(String name, long... shape) {
            if (names.contains(name)) {
                throw new IllegalArgumentException("parameter group (" + name + ") must be named once in a layout");
            }
            for (long length : shape) {
                if (length < 0) {
                    throw new IllegalArgumentException(
                            "axis length (" + length + ") of parameter group " + name + " must be >= 0");
                }
            }
            Group group = new Group(name, size, ImmutableLongArray.copyOf(shape));
            size = group.end();
            names.add(name);
            groups.add(group);
            return this;
        }

        /** {@return the layout of the groups added so far} */
        public ParameterLayout build() {
            return new ParameterLayout(groups.build());
        }
    }
}
