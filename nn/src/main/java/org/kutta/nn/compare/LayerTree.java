package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LeakyRelu;
import org.kutta.nn.layer.MaxPool2d;
import org.kutta.nn.layer.Relu;

/** A layer and all that it is made of. Layers are records: what a record holds of layers, alone or in a list, are its parts; another class is a leaf. */
final class LayerTree {
    private LayerTree() {}

    /** The layer itself and all layers within it, outer ones first. */
    static ImmutableList<Layer> all(Layer layer) {
        ImmutableList.Builder<Layer> found = ImmutableList.builder();
        collect(layer, found);
        return found.build();
    }

    /** Names of the layers whose derivative jumps, each once. */
    static ImmutableList<String> kinks(Layer layer) {
        return all(layer).stream()
                .filter(LayerTree::isKink)
                .map(Layer::name)
                .distinct()
                .collect(ImmutableList.toImmutableList());
    }

    /** Whether the derivative of the layer itself jumps. */
    static boolean isKink(Layer layer) {
        return layer instanceof Relu || layer instanceof LeakyRelu || layer instanceof MaxPool2d;
    }

    private static void collect(Layer layer, ImmutableList.Builder<Layer> found) {
        found.add(layer);
        if (layer instanceof Record) {
            for (RecordComponent component : layer.getClass().getRecordComponents()) {
                parts(value(layer, component)).forEach(part -> collect(part, found));
            }
        }
    }

    private static Object value(Layer layer, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(layer);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("a component of " + layer.name() + " cannot be read", e);
        }
    }

    private static List<Layer> parts(Object value) {
        List<Layer> parts = new ArrayList<>();
        if (value instanceof Layer part) {
            parts.add(part);
        } else if (value instanceof Iterable<?> list) {
            list.forEach(element -> parts.addAll(parts(element)));
        } else if (value instanceof Optional<?> maybe) {
            maybe.ifPresent(element -> parts.addAll(parts(element)));
        }
        return parts;
    }
}
