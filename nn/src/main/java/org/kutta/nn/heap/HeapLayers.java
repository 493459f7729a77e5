package org.kutta.nn.heap;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Cube;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;

/** Turns the description of a network into the steps of its heap form. */
final class HeapLayers {
    private final List<Step> steps = new ArrayList<>();
    private int features;
    private int offset;

    private HeapLayers(int features) {
        this.features = features;
    }

    /** New steps for one bound field. */
    static Step[] steps(Layer layer, int features) {
        HeapLayers builder = new HeapLayers(features);
        builder.append(layer);
        return builder.steps.toArray(new Step[0]);
    }

    /** Refuses a layer that has no form on the heap. */
    static void check(Layer layer, int features) {
        steps(layer, features);
    }

    private void append(Layer layer) {
        if (layer instanceof Sequential sequential) {
            sequential.layers().forEach(this::append);
        } else if (layer instanceof Dense dense) {
            steps.add(new DenseStep(features, dense.units(), offset, dense.bias()));
            offset += features * dense.units() + (dense.bias() ? dense.units() : 0);
            features = dense.units();
        } else {
            steps.add(new ActivationStep(activation(layer), features));
        }
    }

    private static Activation activation(Layer layer) {
        if (layer instanceof Tanh) {
            return Activations.TANH;
        }
        if (layer instanceof Relu) {
            return Activations.RELU;
        }
        if (layer instanceof Cube) {
            return Activations.CUBE;
        }
        throw new IllegalArgumentException(
                "layer " + layer.name() + " has no form on the heap: use the network on ND4J arrays");
    }
}
