package org.kutta.nn.heap;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Cube;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Elu;
import org.kutta.nn.layer.Gelu;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LeakyRelu;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Sigmoid;
import org.kutta.nn.layer.Softplus;
import org.kutta.nn.layer.Swish;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;

/** Turns the description of a network into the steps of its heap form. */
final class HeapLayers {
    private static final ImmutableMap<Layer, Activation> ACTIVATIONS = ImmutableMap.of(
            new Tanh(), Activations.TANH,
            new Sigmoid(), Activations.SIGMOID,
            new Softplus(), Activations.SOFTPLUS,
            new Swish(), Activations.SWISH,
            new Gelu(), Activations.GELU,
            new Relu(), Activations.RELU,
            new Cube(), Activations.CUBE);

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
            append(dense, false);
        } else if (layer instanceof TimeDense timed) {
            append(timed.dense(), true);
        } else {
            steps.add(new ActivationStep(activation(layer), features));
        }
    }

    private void append(Dense dense, boolean timed) {
        int units = dense.units();
        steps.add(new DenseStep(features, units, offset, dense.bias(), timed));
        offset += (features + (dense.bias() ? 1 : 0) + (timed ? 1 : 0)) * units;
        features = units;
    }

    private static Activation activation(Layer layer) {
        Activation activation = ACTIVATIONS.get(layer);
        if (activation != null) {
            return activation;
        }
        if (layer instanceof Elu elu) {
            return new EluActivation(elu.alpha());
        }
        if (layer instanceof LeakyRelu leaky) {
            return new LeakyReluActivation(leaky.slope());
        }
        throw new IllegalArgumentException(
                "layer " + layer.name() + " has no form on the heap: use the network on ND4J arrays");
    }
}
