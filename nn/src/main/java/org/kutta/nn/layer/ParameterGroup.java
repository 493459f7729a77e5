package org.kutta.nn.layer;

/**
 * One named array of a layer's parameters, or of its state.
 *
 * @param name name within the layer, such as {@code weight}; nested layers put their own before it, {@code 3.weight}
 * @param shape shape of the array
 */
public record ParameterGroup(String name, Shape shape) {

    /** {@return the number of components} */
    public long size() {
        return shape.size();
    }

    /**
     * The same group inside an enclosing layer.
     *
     * @param prefix name or index of the layer that holds the group
     * @return the group named {@code prefix.name}
     */
    public ParameterGroup within(String prefix) {
        return new ParameterGroup(prefix + "." + name, shape);
    }
}
