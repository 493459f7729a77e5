package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kutta.solver.Checks;

/**
 * One observed series: what was seen of the state at some times. A component that was not observed is NaN.
 *
 * @param name name for messages; may be empty
 * @param times strictly increasing, at least one, in the problem's unit
 * @param states the state at each time, all of one length
 * @param weights how much each component of each state counts in the loss, at least 0, same shape as the states; empty where all count 1
 * @param inputs what drove the system, if anything did
 */
public record Trajectory(
        String name,
        ImmutableDoubleArray times,
        ImmutableList<ImmutableDoubleArray> states,
        ImmutableList<ImmutableDoubleArray> weights,
        Optional<InputSignal> inputs) {

    /**
     * Checks that times, states and weights belong together.
     *
     * @param name name for messages
     * @param times times
     * @param states states
     * @param weights weights
     * @param inputs inputs
     */
    public Trajectory {
        Checks.check(
                !times.isEmpty() && times.length() == states.size(),
                "a trajectory needs at least 1 time and as many states, but has %s times and %s states",
                times.length(),
                states.size());
        int features = states.get(0).length();
        for (int n = 0; n < times.length(); n++) {
            Checks.finite("time " + n, times.get(n));
            Checks.check(
                    n == 0 || times.get(n) > times.get(n - 1),
                    "times must increase, but time %s (%s) does not come after the one before it",
                    n,
                    times.get(n));
            checkState(n, states.get(n), features);
        }
        Checks.check(
                weights.isEmpty() || weights.size() == states.size(),
                "weights must be as many as states (%s) or none, but are %s",
                states.size(),
                weights.size());
        for (int n = 0; n < weights.size(); n++) {
            Checks.check(
                    weights.get(n).length() == features,
                    "weights of state %s are %s but it has %s components",
                    n,
                    weights.get(n).length(),
                    features);
            weights.get(n).forEach(weight -> Checks.notNegative("weight", weight));
        }
    }

    private static void checkState(int n, ImmutableDoubleArray state, int features) {
        Checks.check(
                state.length() == features && features > 0,
                "state %s has %s components but the first has %s",
                n,
                state.length(),
                features);
        for (int i = 0; i < features; i++) {
            Checks.check(
                    !Double.isInfinite(state.get(i)),
                    "component %s of state %s (%s) must be finite, or NaN where it was not observed",
                    i,
                    n,
                    state.get(i));
        }
    }

    /**
     * {@return a series without a name, weights and inputs}
     *
     * @param times strictly increasing; copied
     * @param states the state at each time, NaN where it was not observed; copied
     */
    public static Trajectory of(double[] times, List<double[]> states) {
        return new Trajectory(
                "", ImmutableDoubleArray.copyOf(times), copy(states), ImmutableList.of(), Optional.empty());
    }

    private static ImmutableList<ImmutableDoubleArray> copy(List<double[]> rows) {
        return rows.stream().map(ImmutableDoubleArray::copyOf).collect(ImmutableList.toImmutableList());
    }

    /**
     * {@return this series under a name}
     *
     * @param newName name for messages
     */
    public Trajectory named(String newName) {
        return new Trajectory(newName, times, states, weights, inputs);
    }

    /**
     * {@return this series with weights}
     *
     * @param newWeights weight of each component of each state, at least 0; copied
     */
    public Trajectory weightedBy(List<double[]> newWeights) {
        return new Trajectory(name, times, states, copy(newWeights), inputs);
    }

    /**
     * {@return this series with what drove the system}
     *
     * @param signal measured inputs
     */
    public Trajectory drivenBy(InputSignal signal) {
        return new Trajectory(name, times, states, weights, Optional.of(signal));
    }

    /**
     * {@return the observations up to a time}
     *
     * @param time last time that is kept
     * @throws IllegalArgumentException if there are none
     */
    public Trajectory until(double time) {
        return range(0, (int) times.stream().filter(t -> t <= time).count());
    }

    /**
     * {@return the observations after a time: the tail that {@link #until} holds out}
     *
     * @param time first time that is kept no more
     * @throws IllegalArgumentException if there are none
     */
    public Trajectory after(double time) {
        return range((int) times.stream().filter(t -> t <= time).count(), size());
    }

    private Trajectory range(int from, int to) {
        Checks.check(to > from, "the series (%s to %s) has no observation there", times.get(0), endTime());
        return new Trajectory(
                name,
                times.subArray(from, to).trimmed(),
                states.subList(from, to),
                weights.isEmpty() ? weights : weights.subList(from, to),
                inputs);
    }

    /**
     * Brings series onto the union of their times, NaN where one was not observed, so that those of the same first and last time can be solved as one batch:
     * worth it for arrays on a device, dearer for networks on the heap, as a solve steps onto every time.
     *
     * @param series series of the same first and last time
     * @return the same observations on common times
     * @throws IllegalArgumentException if first or last times differ
     */
    public static List<Trajectory> onUnionOfTimes(List<Trajectory> series) {
        double first = series.get(0).times.get(0);
        double last = series.get(0).endTime();
        series.forEach(one -> Checks.check(
                one.times.get(0) == first && one.endTime() == last,
                "series must begin and end together, but %s goes from %s to %s, not from %s to %s",
                one.name,
                one.times.get(0),
                one.endTime(),
                first,
                last));
        double[] union = series.stream()
                .flatMapToDouble(one -> one.times.stream())
                .sorted()
                .distinct()
                .toArray();
        return series.stream().map(one -> one.spreadOver(union)).toList();
    }

    private Trajectory spreadOver(double[] union) {
        double[] own = times.toArray();
        int[] positions = Arrays.stream(union)
                .mapToInt(time -> Arrays.binarySearch(own, time))
                .toArray();
        double[] unseen = new double[features()];
        Arrays.fill(unseen, Double.NaN);
        double[] none = new double[features()];
        return new Trajectory(
                name,
                ImmutableDoubleArray.copyOf(union),
                copy(IntStream.of(positions)
                        .mapToObj(at -> at < 0 ? unseen : states.get(at).toArray())
                        .toList()),
                weights.isEmpty()
                        ? weights
                        : copy(IntStream.of(positions)
                                .mapToObj(at -> at < 0 ? none : weights.get(at).toArray())
                                .toList()),
                inputs);
    }

    /** {@return the number of times} */
    public int size() {
        return states.size();
    }

    /** {@return the last time} */
    public double endTime() {
        return times.get(times.length() - 1);
    }

    /** {@return the number of components of a state} */
    public int features() {
        return states.get(0).length();
    }

    /** {@return the number of components of the inputs, 0 if nothing drove the system} */
    public int inputCount() {
        return inputs.map(InputSignal::size).orElse(0);
    }

    /**
     * {@return whether a component was observed}
     *
     * @param n index of the time
     * @param component index of the component
     */
    public boolean isObserved(int n, int component) {
        return !Double.isNaN(states.get(n).get(component));
    }

    /** {@return the number of components observed, over all times} */
    public long observed() {
        return states.stream()
                .mapToLong(state -> state.stream().filter(Double::isFinite).count())
                .sum();
    }

    /** What a component of a state counts in a loss: 0 where it was not observed. */
    double weight(int n, int component) {
        if (!isObserved(n, component)) {
            return 0;
        }
        return weights.isEmpty() ? 1 : weights.get(n).get(component);
    }

    /** A guess of the state at one of the times: each component on the line between its neighbouring observations, 0 if it was never seen. */
    double[] guess(int n) {
        double[] result = new double[features()];
        for (int i = 0; i < result.length; i++) {
            result[i] = guess(n, i);
        }
        return result;
    }

    private double guess(int n, int component) {
        int before = n;
        while (before >= 0 && !isObserved(before, component)) {
            before--;
        }
        int after = n;
        while (after < size() && !isObserved(after, component)) {
            after++;
        }
        if (before < 0 && after == size()) {
            return 0;
        }
        if (before < 0 || after == size() || before == after) {
            return states.get(before < 0 ? after : before).get(component);
        }
        double part = (times.get(n) - times.get(before)) / (times.get(after) - times.get(before));
        double left = states.get(before).get(component);
        return left + part * (states.get(after).get(component) - left);
    }

    /** How messages call the series. */
    String label(int number) {
        return name.isEmpty() ? "series " + number : "series " + number + " (" + name + ")";
    }
}
