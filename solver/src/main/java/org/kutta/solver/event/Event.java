package org.kutta.solver.event;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;

/**
 * Something that happens where a scalar function of time and state reaches zero, and what it does to the solve: nothing but be noted,
 * end it, or reset the state.
 *
 * <pre>{@code
 * Event<double[]> floor = Event.<double[]>of("floor", (t, y) -> y[0])
 *     .direction(EventDirection.FALLING)
 *     .reset((t, y) -> y[1] = -0.9 * y[1]);
 * }</pre>
 *
 * <p><b>When it happens.</b> An event fires when its function, having been strictly positive or negative, reaches zero. A function that is zero at the
 * start of the solve, or just after a reset by the same event, must first leave zero: that does not fire. A reset that makes the
 * function of another event jump across zero does not fire that one either.
 *
 * <p><b>What is found.</b> The function is looked at {@link #samples} times in each accepted step, on the dense output; a change of sign between two
 * samples is narrowed down to a few units in the last place of time. Two roots between two samples go unnoticed, and so does a
 * root where the function only touches zero, unless a sample happens to see the other sign or zero itself: find such a root as the zero of the
 * function's derivative. The time has the accuracy of the dense output. Rejected steps are never looked at.
 *
 * <p><b>What it costs.</b> The step in which an event ends or changes the solve has been made whole, so that the field may have been evaluated up to one step
 * beyond the event. Where the tableau's dense output takes evaluations of its own, each step with interior samples takes them.
 *
 * <p>Immutable; shared between threads if its function and reset may be.
 *
 * @param <S> type of the state
 */
public final class Event<S> {

    private static final int DEFAULT_SAMPLES = 4;

    private final String name;
    private final EventFunction<S> function;
    private final EventDirection direction;
    private final int terminalAt;
    private final @Nullable StateReset<S> reset;
    private final int samples;

    private Event(
            String name,
            EventFunction<S> function,
            EventDirection direction,
            int terminalAt,
            @Nullable StateReset<S> reset,
            int samples) {
        this.name = name;
        this.function = function;
        this.direction = direction;
        this.terminalAt = terminalAt;
        this.reset = reset;
        this.samples = samples;
    }

    /**
     * {@return an event in either direction that is noted and does nothing}
     *
     * @param name name for messages
     * @param function function whose zeros are sought
     * @param <S> type of the state
     */
    public static <S> Event<S> of(String name, EventFunction<S> function) {
        return new Event<>(name, function, EventDirection.ANY, Integer.MAX_VALUE, null, DEFAULT_SAMPLES);
    }

    /**
     * {@return this event in one direction only}
     *
     * @param newDirection way in which the function must cross zero
     */
    public Event<S> direction(EventDirection newDirection) {
        return new Event<>(name, function, newDirection, terminalAt, reset, samples);
    }

    /** {@return this event, ending the solve the first time} */
    public Event<S> terminal() {
        return terminal(1);
    }

    /**
     * {@return this event, ending the solve after so many times}
     *
     * @param occurrences number of times that it must happen, at least 1
     */
    public Event<S> terminal(int occurrences) {
        Checks.atLeast("occurrences", occurrences, 1);
        return new Event<>(name, function, direction, occurrences, reset, samples);
    }

    /**
     * {@return this event, changing the state each time}
     *
     * <p>The step ends at the event, and the solve starts afresh behind it: the field is evaluated anew and the controller's memory dropped. Saved states at that
     * time are those before the reset; dense output gives the one after.
     *
     * @param newReset what happens to the state
     */
    public Event<S> reset(StateReset<S> newReset) {
        return new Event<>(name, function, direction, terminalAt, newReset, samples);
    }

    /**
     * {@return this event, looked at more or less often}
     *
     * <p>All events of a solve are looked at together, at the times that any of them asks for.
     *
     * @param perStep number of equal parts of a step after each of which the function is looked at, at least 1: then only at the ends of
     *     steps; 4 unless set
     */
    public Event<S> samples(int perStep) {
        Checks.atLeast("samples", perStep, 1);
        return new Event<>(name, function, direction, terminalAt, reset, perStep);
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the way in which the function must cross zero} */
    public EventDirection direction() {
        return direction;
    }

    /** {@return how often the function is looked at in a step} */
    public int samples() {
        return samples;
    }

    boolean endsAt(int occurrence) {
        return occurrence >= terminalAt;
    }

    @Nullable
    StateReset<S> stateReset() {
        return reset;
    }

    double value(double t, S y) {
        double value = function.value(t, y);
        Checks.check(!Double.isNaN(value), "event %s must not be NaN, as it is at t = %s", name, t);
        return value;
    }

    /** {@return the name, for messages} */
    @Override
    public String toString() {
        return "event " + name;
    }
}
