package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The networks of the literature on residual networks and neural ODEs, each with the depth that its name says, at a width that a processor trains in a second.
 *
 * <p>Networks of three stages have 8, 16 and 32 channels behind a stem that halves the image. Those of four stages, made for 224 x 224 pixels and 64 channels, have 4
 * (and four times that where they have bottlenecks). {@link ResidualNetwork} builds any of them at its published width.
 */
public final class NetworkCatalogue {
    private NetworkCatalogue() {}

    /** {@return all networks, each name once} */
    public static ImmutableList<NetworkRecipe> all() {
        return Stream.of(ResidualRecipes.all(), OdeRecipes.all(), SchemeRecipes.all())
                .flatMap(List::stream)
                .collect(ImmutableList.toImmutableList());
    }

    /**
     * The networks whose names contain a text.
     *
     * @param text any text; all networks contain the empty one
     * @return the networks in the order of the catalogue
     * @throws IllegalArgumentException if there are none; the message lists the names
     */
    public static ImmutableList<NetworkRecipe> matching(String text) {
        ImmutableList<NetworkRecipe> matching =
                all().stream().filter(recipe -> recipe.name().contains(text)).collect(ImmutableList.toImmutableList());
        if (matching.isEmpty()) {
            throw new IllegalArgumentException("network (" + text + ") must be part of one of "
                    + all().stream().map(NetworkRecipe::name).collect(Collectors.joining(", ")));
        }
        return matching;
    }
}
