package org.kutta.nn.compare;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * How the work of a model's solves grows while it is trained.
 *
 * @param forward evaluations in a forward pass, mean of each epoch
 * @param backward evaluations pulled back or made again in a backward pass, mean of each epoch
 */
public record NfeGrowth(ImmutableDoubleArray forward, ImmutableDoubleArray backward) {

    /** {@return the last epoch's evaluations forward over those of the first; NaN before the first epoch has ended} */
    public double ratio() {
        return forward.isEmpty() ? Double.NaN : forward.get(forward.length() - 1) / forward.get(0);
    }
}
