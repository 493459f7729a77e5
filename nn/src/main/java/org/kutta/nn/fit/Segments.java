package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;

/** Ways to cut observed series into batches. */
public final class Segments {

    private Segments() {}

    /**
     * {@return one batch of all series, each whole}
     *
     * @param series the series
     */
    public static Batches<List<Segment>> whole(List<Trajectory> series) {
        return Batches.of(List.of(series.stream().map(Segment::whole).toList()));
    }

    /**
     * {@return one batch for each series}
     *
     * @param series the series
     */
    public static Batches<List<Segment>> oneByOne(List<Trajectory> series) {
        return Batches.of(
                series.stream().map(one -> List.of(Segment.whole(one))).toList());
    }

    /**
     * Cuts series into stretches that share their ends, for multiple shooting. The last stretch of a series may be shorter.
     *
     * @param series the series
     * @param steps times from the start of a stretch to its end, at least 1
     * @return the stretches, in order
     */
    public static List<Segment> cut(List<Trajectory> series, int steps) {
        Checks.atLeast("steps of a segment", steps, 1);
        List<Segment> result = new ArrayList<>();
        for (Trajectory one : series) {
            for (int first = 0; first < one.size() - 1; first += steps) {
                result.add(new Segment(one, first, Math.min(first + steps, one.size() - 1)));
            }
        }
        return result;
    }

    /**
     * {@return batches of stretches drawn at random, with replacement}
     *
     * <p>All places where a stretch fits and its first state was observed whole are equally likely. The draw depends on the seed and the number of the epoch alone.
     *
     * @param series the series
     * @param steps times from the start of a stretch to its end, at least 1
     * @param perBatch stretches in a batch, at least 1
     * @param batches batches in an epoch, at least 1
     * @param seed seed of the draw
     * @throws IllegalArgumentException if no stretch fits
     */
    public static Batches<List<Segment>> random(
            List<Trajectory> series, int steps, int perBatch, int batches, long seed) {
        Checks.atLeast("steps of a segment", steps, 1);
        Checks.atLeast("segments in a batch", perBatch, 1);
        Checks.atLeast("batches", batches, 1);
        List<Segment> places = series.stream()
                .flatMap(one -> IntStream.range(0, Math.max(0, one.size() - steps))
                        .mapToObj(first -> new Segment(one, first, first + steps)))
                .filter(Segment::isObservedAtStart)
                .toList();
        Checks.check(
                !places.isEmpty(),
                "steps of a segment",
                steps,
                "must fit into a series behind a state that was observed whole");
        return new Batches<>() {
            @Override
            public Iterator<List<Segment>> epoch(int epoch) {
                SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * (epoch + 1L));
                return IntStream.range(0, batches)
                        .mapToObj(batch -> random.ints(perBatch, 0, places.size())
                                .mapToObj(places::get)
                                .toList())
                        .iterator();
            }

            @Override
            public OptionalInt count() {
                return OptionalInt.of(batches);
            }

            @Override
            public void checkAll(Consumer<? super List<Segment>> check) {
                check.accept(places);
            }
        };
    }
}
