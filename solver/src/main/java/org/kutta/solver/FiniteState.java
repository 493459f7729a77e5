package org.kutta.solver;

/**
 * The last state of a fixed-step solve that is known to be finite, and its node. To look at each state of a large system costs as much as a good part of a
 * step, so such a solve looks now and then, and goes back to this one where it finds another not finite.
 */
final class FiniteState<S> {

    /** Components up to which a look at each state costs next to nothing. */
    static final int LARGE = 64;

    /** Steps between two looks. */
    static final int INTERVAL = 32;

    private final StateSpace<S> space;
    private final S state;
    private int node;

    FiniteState(StateSpace<S> space, S y0) {
        this.space = space;
        this.state = space.zerosLike(y0);
        space.copy(y0, state);
    }

    void keep(S finite, int atNode) {
        space.copy(finite, state);
        node = atNode;
    }

    int node() {
        return node;
    }

    void restore(S target) {
        space.copy(state, target);
    }

    void close() {
        space.release(state);
    }
}
