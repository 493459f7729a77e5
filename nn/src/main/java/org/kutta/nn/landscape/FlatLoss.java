package org.kutta.nn.landscape;

import java.util.function.Supplier;
import org.kutta.solver.Checks;

/**
 * A loss as a function of one flat vector of parameters: an immutable description, shared between threads.
 *
 * <p>{@link #bind} gives each thread its own buffers. The same point gives the same bits in every binding.
 */
public interface FlatLoss {

    /** {@return the number of components of a point} */
    int size();

    /**
     * Makes what one thread needs to evaluate the loss; called in that thread.
     *
     * @param gradients whether {@link BoundLoss#lossAndGradient} will be called: without it less memory is taken
     * @return the bound loss; the caller closes it
     */
    BoundLoss bind(boolean gradients);

    /**
     * A loss whose bindings come from a function.
     *
     * @param size number of components of a point, at least 1
     * @param binding called once for each thread; it may return one object for all if that has no buffers
     * @return the loss
     */
    static FlatLoss of(int size, Supplier<? extends BoundLoss> binding) {
        Checks.atLeast("size", size, 1);
        return new FlatLoss() {
            @Override
            public int size() {
                return size;
            }

            @Override
            public BoundLoss bind(boolean gradients) {
                return binding.get();
            }
        };
    }
}
