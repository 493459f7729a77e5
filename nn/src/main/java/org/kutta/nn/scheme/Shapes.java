package org.kutta.nn.scheme;

import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/** What schemes ask of the shapes of their sub-networks. */
final class Shapes {

    private Shapes() {}

    /** The shape itself, if the layer preserves it. */
    static Shape requirePreserved(String what, Layer layer, Shape input) {
        Shape output = layer.outputShape(input);
        Checks.check(
                output.equals(input),
                "the %s must preserve the shape of its input, but %s maps %s to %s",
                what,
                layer.name(),
                input,
                output);
        return input;
    }
}
