package org.kutta.examples.networks;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.recipe.NetworkStructure;

/**
 * What is known of a network of the catalogue; the names are those of the JSON.
 *
 * @param name name in the catalogue
 * @param reading how its scheme is read: discrete, continuous or none
 * @param tableau tableau or other scheme
 * @param weights which sub-networks share weights
 * @param depth layers with weights on the longest way through it
 * @param parameters number of parameters
 * @param multiplyAdds of one image's forward pass
 * @param odeFaithful whether its blocks are steps of one vector field
 * @param reason why it is or is not
 * @param lossBefore training loss on the batch before the first step
 * @param lossAfter training loss on the batch after the last step; NaN if the training was given up
 * @param structure memory, total time, blocks and their growth before training; null unless asked for
 */
record NetworkResult(
        String name,
        String reading,
        String tableau,
        String weights,
        int depth,
        long parameters,
        long multiplyAdds,
        boolean odeFaithful,
        String reason,
        double lossBefore,
        double lossAfter,
        @Nullable NetworkStructure structure) {}
