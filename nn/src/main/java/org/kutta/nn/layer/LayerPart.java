package org.kutta.nn.layer;

import org.kutta.solver.Checks;

/**
 * A layer inside another one.
 *
 * @param layer the inner layer
 * @param input shape of one sample of its input
 * @param times how often one forward pass through the outer layer evaluates it
 */
public record LayerPart(Layer layer, Shape input, long times) {

    /**
     * Checks the number.
     *
     * @param layer the inner layer
     * @param input shape of one sample of its input
     * @param times at least 1
     */
    public LayerPart {
        Checks.atLeast("evaluations of " + layer.name(), times, 1);
    }

    /**
     * A layer that is evaluated once.
     *
     * @param layer the inner layer
     * @param input shape of one sample of its input
     * @return the part
     */
    public static LayerPart once(Layer layer, Shape input) {
        return new LayerPart(layer, input, 1);
    }
}
