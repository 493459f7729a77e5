package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/**
 * The trainings of one arm at one depth and learning rate, which differ in nothing but their seeds.
 *
 * <p>Accuracies are those of trainings that did not diverge: to be read beside the rate of those that did. Gains compare pairs of the same seed, where neither
 * diverged.
 *
 * @param arm name of the arm
 * @param depth layers with weights
 * @param learningRate learning rate at the beginning
 * @param diverged share of the trainings that diverged, with Wilson's interval
 * @param accuracy mean test accuracy of the others, with Student's interval
 * @param control name of the arm to compare with; empty if there is none
 * @param gain mean of the accuracy minus that of the control, over pairs of one seed, with Student's interval; NaN without pairs
 */
public record CellGroup(
        String arm,
        int depth,
        double learningRate,
        ConfidenceInterval diverged,
        ConfidenceInterval accuracy,
        String control,
        ConfidenceInterval gain) {

    private record Key(String arm, int depth, double learningRate) {
        static Key of(TrainingCell cell) {
            return new Key(cell.arm(), cell.depth(), cell.learningRate());
        }
    }

    /**
     * Groups results.
     *
     * @param results results, no cell twice; a control may be missing
     * @param controls for each arm that has one, the name of its control
     * @param level level of the intervals, in (0, 1)
     * @return the groups, in the order in which they first appear
     */
    public static ImmutableList<CellGroup> of(
            Collection<CellResult> results, Map<String, String> controls, double level) {
        Map<Key, List<CellResult>> groups = new LinkedHashMap<>();
        Map<TrainingCell, CellResult> byCell = new HashMap<>();
        for (CellResult result : results) {
            groups.computeIfAbsent(Key.of(result.cell()), key -> new ArrayList<>())
                    .add(result);
            byCell.put(result.cell(), result);
        }
        ImmutableList.Builder<CellGroup> all = ImmutableList.builder();
        groups.forEach((key, members) -> {
            String control = controls.getOrDefault(key.arm, "");
            List<CellResult> good =
                    members.stream().filter(one -> !one.diverged()).toList();
            double[] gains = good.stream()
                    .flatMapToDouble(one -> gain(one, byCell.get(withArm(one.cell(), control))))
                    .toArray();
            all.add(new CellGroup(
                    key.arm,
                    key.depth,
                    key.learningRate,
                    ConfidenceInterval.wilson(members.size() - good.size(), members.size(), level),
                    ConfidenceInterval.mean(
                            good.stream().mapToDouble(CellResult::accuracy).toArray(), level),
                    control,
                    ConfidenceInterval.mean(gains, level)));
        });
        return all.build();
    }

    private static DoubleStream gain(CellResult one, @Nullable CellResult other) {
        return other == null || other.diverged()
                ? DoubleStream.empty()
                : DoubleStream.of(one.accuracy() - other.accuracy());
    }

    private static TrainingCell withArm(TrainingCell cell, String arm) {
        return new TrainingCell(arm, cell.depth(), cell.learningRate(), cell.seed());
    }

    /** {@return whether the interval of the gain is known and does not hold 0} */
    public boolean isDecided() {
        return gain.low() > 0 || gain.high() < 0;
    }
}
