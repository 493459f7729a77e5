package org.kutta.nn.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/** Which dense weights read the pixels of a flattened image, so that their rows have an order of height, width and channels. */
final class FlattenedImages {
    private final Map<String, Shape> found = new LinkedHashMap<>();
    private @Nullable Shape image;

    private FlattenedImages() {}

    /**
     * The images by the name of the weight that reads them.
     *
     * @throws IllegalArgumentException if something other than a dense layer reads one, or one leaves the network
     */
    static Map<String, Shape> of(Layer layer, Shape input) {
        FlattenedImages images = new FlattenedImages();
        Shape output = images.walk(layer, input, "");
        Checks.check(
                images.image == null,
                "layer %s gives flattened images %s, whose order of pixels differs from PyTorch's",
                layer.name(),
                output);
        return images.found;
    }

    private Shape walk(Layer layer, Shape input, String prefix) {
        Shape output = layer.outputShape(input);
        if (layer instanceof Sequential sequential) {
            Shape shape = input;
            List<Layer> layers = sequential.layers();
            for (int i = 0; i < layers.size(); i++) {
                shape = walk(layers.get(i), shape, prefix + i + ".");
            }
        } else if (layer instanceof Flatten) {
            if (input.rank() == 3) {
                image = input;
            }
        } else if (image != null && layer instanceof Dense) {
            found.put(prefix + "weight", image);
            image = null;
        } else {
            boolean keepsOrder = layer.parameters(input).isEmpty()
                    && output.equals(input)
                    && layer.parts(input).isEmpty();
            Checks.check(
                    image == null || keepsOrder,
                    "layer %s%s reads flattened images, whose order of pixels differs from PyTorch's: only a dense layer may",
                    prefix,
                    layer.name());
            Optional<Layer> inner = layer.parts(input).stream()
                    .map(part -> part.layer())
                    .filter(FlattenedImages::flattens)
                    .findFirst();
            Checks.check(
                    inner.isEmpty(),
                    "layer %s%s flattens images inside, where their order of pixels is not followed",
                    prefix,
                    layer.name());
        }
        return output;
    }

    private static boolean flattens(Layer layer) {
        return layer instanceof Flatten
                || (layer instanceof Sequential sequential
                        && sequential.layers().stream().anyMatch(FlattenedImages::flattens));
    }
}
