package org.kutta.nn.layer;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;
import java.util.List;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.solver.Checks;

/**
 * One named array of a layer's parameters, or of its state.
 *
 * @param name name within the layer, such as {@code weight}; nested layers put their own before it, {@code 3.weight}
 * @param role what the numbers are
 * @param shape shape of the array, row-major
 */
public record ParameterGroup(String name, ParameterRole role, Shape shape) {

    /**
     * Checks that the shape fits the role.
     *
     * @param name name within the layer
     * @param role what the numbers are
     * @param shape with as many axes as the role asks for
     */
    public ParameterGroup {
        Checks.check(role.fits(shape.rank()), "shape of %s %s (%s) must have %s axes", role, name, shape, role.rank());
    }

    /** {@return the number of components} */
    public long size() {
        return shape.size();
    }

    /** {@return whether weight decay and its kin act on the group unless they are told to act on all: on weights, not on biases and gains} */
    public boolean decays() {
        return role.decays(shape.rank());
    }

    /** {@return the number of filters, the parts that make one output each; 1 where the role knows no filters} */
    public long filterCount() {
        long count = 1;
        ImmutableIntArray axes = role.filterAxes();
        for (int i = 0; i < axes.length(); i++) {
            count *= shape.dim(axes.get(i));
        }
        return count;
    }

    /**
     * Tells which filter a component belongs to.
     *
     * @param component index of a component of the array, row-major
     * @return number of its filter, from 0 to {@link #filterCount()} - 1
     */
    public long filterOf(long component) {
        ImmutableIntArray axes = role.filterAxes();
        long filter = 0;
        for (int i = 0; i < axes.length(); i++) {
            int axis = axes.get(i);
            long stride = 1;
            for (int later = axis + 1; later < shape.rank(); later++) {
                stride *= shape.dim(later);
            }
            filter = filter * shape.dim(axis) + component / stride % shape.dim(axis);
        }
        return filter;
    }

    /** {@return shape of the same array in PyTorch} */
    public Shape torchShape() {
        ImmutableIntArray axes = role.torchAxes();
        if (axes.isEmpty()) {
            return shape;
        }
        long[] permuted = axes.stream().mapToLong(shape::dim).toArray();
        if (role != ParameterRole.GROUPED_KERNEL) {
            return Shape.of(permuted);
        }
        long[] merged = Arrays.copyOfRange(permuted, 1, permuted.length);
        merged[0] *= permuted[0];
        return Shape.of(merged);
    }

    /**
     * Puts components in PyTorch's order.
     *
     * @param values the array, row-major
     * @return the components of PyTorch's array of shape {@link #torchShape()}, row-major; a new array
     */
    public double[] toTorch(double[] values) {
        double[] result = new double[values.length];
        int[] positions = torchPositions(values.length);
        for (int i = 0; i < result.length; i++) {
            result[i] = values[positions[i]];
        }
        return result;
    }

    /**
     * Puts components of PyTorch's array in this one's order.
     *
     * @param values an array of shape {@link #torchShape()}, row-major
     * @return the components of this array, row-major; a new array
     */
    public double[] fromTorch(double[] values) {
        double[] result = new double[values.length];
        int[] positions = torchPositions(values.length);
        for (int i = 0; i < result.length; i++) {
            result[positions[i]] = values[i];
        }
        return result;
    }

    /** Where in this array each component of PyTorch's lies. */
    private int[] torchPositions(int length) {
        Checks.check(length == size(), "values of %s have length %s but its shape is %s", name, length, shape);
        int[] positions = new int[length];
        ImmutableIntArray axes = role.torchAxes();
        if (axes.isEmpty()) {
            Arrays.setAll(positions, i -> i);
            return positions;
        }
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = strides.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape.dim(axis);
        }
        for (int i = 0; i < length; i++) {
            long rest = i;
            long position = 0;
            for (int k = axes.length() - 1; k >= 0; k--) {
                int axis = axes.get(k);
                position += rest % shape.dim(axis) * strides[axis];
                rest /= shape.dim(axis);
            }
            positions[i] = (int) position;
        }
        return positions;
    }

    /**
     * The same group inside an enclosing layer.
     *
     * @param prefix name or index of the layer that holds the group
     * @return the group named {@code prefix.name}
     */
    public ParameterGroup within(String prefix) {
        return new ParameterGroup(prefix + "." + name, role, shape);
    }

    /**
     * The layout of a flat vector of groups.
     *
     * @param groups groups one after the other, of different names
     * @return their names, offsets and shapes
     */
    public static ParameterLayout layoutOf(List<ParameterGroup> groups) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        groups.forEach(group -> builder.add(group.name(), group.shape().toArray()));
        return builder.build();
    }
}
