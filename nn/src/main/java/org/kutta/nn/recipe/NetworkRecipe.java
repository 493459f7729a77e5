package org.kutta.nn.recipe;

import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * A network of the catalogue: what it is, and how it is built for images of any size.
 *
 * @param name lower case, with the scheme in it, such as {@code resnet-56} or {@code horesnet-gill4}
 * @param reading {@code discrete}, {@code continuous} or {@code none}
 * @param tableau name of the tableau or of another scheme; {@code none} where there is none
 * @param weights which sub-networks share weights, such as {@code per_stage}, {@code shared} or {@code in_time}
 * @param depth layers with weights on the longest way through it
 * @param odeFaithful whether its blocks are steps of one vector field
 * @param reason why it is, or is not, in a sentence
 * @param form how it is built
 */
public record NetworkRecipe(
        String name,
        String reading,
        String tableau,
        String weights,
        int depth,
        boolean odeFaithful,
        String reason,
        Form form) {

    /** Builds a network. */
    @FunctionalInterface
    public interface Form {

        /**
         * The network for images of a shape.
         *
         * @param input shape of an image
         * @param classes number of classes
         * @return from images to logits
         */
        Layer layer(Shape input, int classes);
    }

    /**
     * Checks the name.
     *
     * @param name lower-case letters, digits, hyphens
     * @param reading how the scheme is read
     * @param tableau name of the scheme
     * @param weights which sub-networks share weights
     * @param depth at least 1
     * @param odeFaithful whether its blocks are steps of one vector field
     * @param reason why
     * @param form how it is built
     */
    public NetworkRecipe {
        Checks.check(name.matches("[a-z0-9-]+"), "name", name, "must be of lower-case letters, digits and hyphens");
        Checks.atLeast("depth", depth, 1);
    }

    /**
     * The network for images of a shape.
     *
     * @param input shape of an image
     * @param classes number of classes
     * @return from images to logits
     */
    public Layer layer(Shape input, int classes) {
        return form.layer(input, classes);
    }
}
