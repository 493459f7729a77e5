package org.kutta.nn.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;

/**
 * What networks that are compared should have in common.
 *
 * @param name name of the network
 * @param depth layers with weights
 * @param parameters number of parameters
 * @param multiplyAdds of one sample's forward pass
 */
public record NetworkSize(String name, int depth, long parameters, long multiplyAdds) {

    /**
     * The size of a network.
     *
     * @param name name of the network
     * @param depth layers with weights
     * @param layer the network
     * @param input shape of one sample
     * @return its size
     */
    public static NetworkSize of(String name, int depth, Layer layer, Shape input) {
        return new NetworkSize(name, depth, layer.parameterCount(input), layer.multiplyAdds(input));
    }

    /**
     * Refuses to compare unequal networks.
     *
     * @param networks the networks, at least one
     * @throws IllegalArgumentException if one differs from the first in layers, parameters or operations; the message says by how much
     */
    public static void requireEqual(List<NetworkSize> networks) {
        NetworkSize first = networks.get(0);
        List<String> differences = new ArrayList<>();
        for (NetworkSize other : networks) {
            differ(first, other, "layers", size -> size.depth, differences);
            differ(first, other, "parameters", NetworkSize::parameters, differences);
            differ(first, other, "multiply-adds", NetworkSize::multiplyAdds, differences);
        }
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(
                    "networks that are compared must be equal: " + String.join("; ", differences));
        }
    }

    private static void differ(
            NetworkSize first,
            NetworkSize other,
            String what,
            ToLongFunction<NetworkSize> size,
            List<String> differences) {
        long mine = size.applyAsLong(first);
        long others = size.applyAsLong(other);
        if (mine != others) {
            differences.add(
                    String.format(Locale.ROOT, "%s has %d %s, %s has %d", first.name, mine, what, other.name, others));
        }
    }
}
