package org.kutta.nn.ode;

import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;

/** A layer that advances its input in time and preserves its shape: one of the two readings of a tableau. */
public sealed interface OdeLayer extends Layer permits RungeKuttaStack, ErrorGainStack, OdeBlock {

    /**
     * Size and settings of the layer, as values.
     *
     * @param input shape of one sample
     * @return the facts
     */
    OdeStructure structure(Shape input);
}
