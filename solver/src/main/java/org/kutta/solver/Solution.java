package org.kutta.solver;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.dense.DenseOutput;
import org.kutta.solver.event.EventOccurrence;

/**
 * What a solve gives: the final state and how it was reached, and what {@link Save} asked for.
 *
 * <p>States are handed out live; whoever writes to one changes this solution. After a failure it is the solution up to the last accepted
 * step; a solve with fixed steps of a large state that nobody watches goes back to the last state that it has looked at, at most 32 steps before.
 *
 * @param <S> type of the state
 */
public final class Solution<S> {

    private final StateSpace<S> space;
    private final double finalTime;
    private final S finalState;
    private final SolveStatus status;
    private final SolveStats stats;
    private final Saved<S> saved;
    private final ImmutableList<EventOccurrence<S>> events;

    /** What was kept besides the final state. */
    record Saved<S>(
            ImmutableDoubleArray times,
            List<S> states,
            @Nullable Mesh mesh,
            @Nullable DenseOutput<S> dense) {}

    Solution(
            StateSpace<S> space,
            double finalTime,
            S finalState,
            SolveStatus status,
            SolveStats stats,
            Saved<S> saved,
            ImmutableList<EventOccurrence<S>> events) {
        this.space = space;
        this.finalTime = finalTime;
        this.finalState = finalState;
        this.status = status;
        this.stats = stats;
        this.saved = saved;
        this.events = events;
    }

    /**
     * {@return a solution put together by whoever drove the solve, such as a gradient method}
     *
     * @param space algebra of the state
     * @param finalTime time that was reached
     * @param finalState state at that time, kept and handed out live
     * @param status how the solve ended
     * @param stats what it has done
     * @param times times of the saved states
     * @param states saved states, one for each time, kept and handed out live
     * @param mesh the mesh of accepted steps, null if it was not kept
     * @param <S> type of the state
     */
    public static <S> Solution<S> of(
            StateSpace<S> space,
            double finalTime,
            S finalState,
            SolveStatus status,
            SolveStats stats,
            ImmutableDoubleArray times,
            List<S> states,
            @Nullable Mesh mesh) {
        Saved<S> saved = new Saved<>(times, states, mesh, null);
        return new Solution<>(space, finalTime, finalState, status, stats, saved, ImmutableList.of());
    }

    /** {@return the state at {@link #finalTime}} */
    public S finalState() {
        return finalState;
    }

    /** {@return the time that was reached: exactly {@code t1} on success} */
    public double finalTime() {
        return finalTime;
    }

    /** {@return how the solve ended} */
    public SolveStatus status() {
        return status;
    }

    /** {@return what the solve has done} */
    public SolveStats stats() {
        return stats;
    }

    /** {@return the events that have happened, in the order of the solve} */
    public ImmutableList<EventOccurrence<S>> events() {
        return events;
    }

    /** {@return the times of the saved states, in the order of the solve; empty unless states were saved} */
    public ImmutableDoubleArray times() {
        return saved.times();
    }

    /** {@return the saved states, one for each of {@link #times}} */
    public List<S> states() {
        return saved.states();
    }

    /**
     * {@return the mesh of accepted steps}
     *
     * @throws IllegalStateException if it was not saved, or if no step was accepted
     */
    public Mesh mesh() {
        if (saved.mesh() == null) {
            throw new IllegalStateException("no mesh: the solve accepted no step, or did not save(Save.mesh())");
        }
        return saved.mesh();
    }

    /** {@return whether there is a value at every time} */
    public boolean isDense() {
        return saved.dense() != null;
    }

    private DenseOutput<S> dense() {
        if (saved.dense() == null) {
            throw new IllegalStateException("no dense output: the solve did not save(Save.dense())");
        }
        return saved.dense();
    }

    /**
     * {@return the state at a time, new}
     *
     * @param time time that the solve has covered
     * @throws IllegalStateException if dense output was not saved
     * @throws IllegalArgumentException if the time is not covered
     */
    public S at(double time) {
        S result = space.zerosLike(finalState);
        at(time, result);
        return result;
    }

    /**
     * Writes the state at a time.
     *
     * @param time time that the solve has covered
     * @param result overwritten
     * @throws IllegalStateException if dense output was not saved
     * @throws IllegalArgumentException if the time is not covered
     */
    public void at(double time, S result) {
        dense().value(time, result);
    }

    /**
     * {@return the derivative of the dense output with respect to time, new}
     *
     * @param time time that the solve has covered
     * @throws IllegalStateException if dense output was not saved
     * @throws IllegalArgumentException if the time is not covered or the solve made no step
     */
    public S derivativeAt(double time) {
        S result = space.zerosLike(finalState);
        dense().derivative(time, result);
        return result;
    }

    /**
     * Gives what the states hold outside the Java heap back to the space: the final and the saved ones, those of events
     * and of dense output.
     *
     * <p>For whoever had the solver solve, once, when the states are needed no more. A solution that a gradient method
     * handed out belongs to that method.
     */
    public void release() {
        if (saved.dense() != null) {
            saved.dense().release();
        }
        saved.states().forEach(space::release);
        for (EventOccurrence<S> event : events) {
            space.release(event.state());
            if (event.stateAfter() != event.state()) {
                space.release(event.stateAfter());
            }
        }
        space.release(finalState);
    }
}
