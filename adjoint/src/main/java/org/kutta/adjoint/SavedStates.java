package org.kutta.adjoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.kutta.solver.StateSpace;

/** The states of the last solve at its save times, in buffers that are used again. */
final class SavedStates<S> implements AutoCloseable {
    private final StateSpace<S> space;
    private final S like;
    private final List<S> buffers = new ArrayList<>();
    private final S end;
    private int count;

    SavedStates(StateSpace<S> space, S like) {
        this.space = space;
        this.like = like;
        this.end = space.zerosLike(like);
    }

    void clear() {
        count = 0;
    }

    void add(S y) {
        if (count == buffers.size()) {
            buffers.add(space.zerosLike(like));
        }
        space.copy(y, buffers.get(count++));
    }

    /** Keeps the state at the end apart from the saved ones. */
    void setFinal(S y) {
        space.copy(y, end);
    }

    S finalState() {
        return end;
    }

    S get(int index) {
        return buffers.get(index);
    }

    /** The states, live. */
    List<S> view() {
        return Collections.unmodifiableList(buffers.subList(0, count));
    }

    /** Bytes of the states at save times: all buffers, though the last solve may have used fewer. */
    long bytes() {
        return bytes(count);
    }

    /** The same once there are so many save times. */
    long bytes(int saves) {
        return Math.max(saves, buffers.size()) * space.bytes(like);
    }

    @Override
    public void close() {
        buffers.forEach(space::release);
        space.release(end);
    }
}
