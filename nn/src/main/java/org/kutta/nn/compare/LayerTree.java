package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LeakyRelu;
import org.kutta.nn.layer.MaxPool2d;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.TimeVarying;

/** A layer and all that it is made of. */
final class LayerTree {
    private LayerTree() {}

    /** The layer itself and all layers within it, outer ones first. */
    static ImmutableList<Layer> all(Layer layer, Shape input) {
        ImmutableList.Builder<Layer> found = ImmutableList.builder();
        collect(layer, input, found);
        return found.build();
    }

    private static void collect(Layer layer, Shape input, ImmutableList.Builder<Layer> found) {
        found.add(layer);
        for (LayerPart part : layer.parts(input)) {
            collect(part.layer(), part.input(), found);
        }
    }

    /** Names of the layers whose derivative jumps, each once. */
    static ImmutableList<String> kinks(Layer layer, Shape input) {
        return all(layer, input).stream()
                .filter(LayerTree::isKink)
                .map(Layer::name)
                .distinct()
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether the derivative of the layer itself jumps, by its input or, for weights in pieces, by time. */
    static boolean isKink(Layer layer) {
        return layer instanceof Relu
                || layer instanceof LeakyRelu
                || layer instanceof MaxPool2d
                || (layer instanceof TimeVarying field && field.basis().nodes().length > 1);
    }
}
