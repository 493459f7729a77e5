package org.kutta.nn.landscape;

import java.util.Arrays;
import java.util.List;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.ParameterRole;
import org.kutta.solver.Checks;

/** Which part of a parameter vector - filter, group or entry - each entry belongs to; -1 where an entry is left out. */
final class Parts {
    private final int[] partOf;
    private final int count;

    private Parts(int[] partOf, int count) {
        this.partOf = partOf;
        this.count = count;
    }

    /** The parts of a vector of groups; those that are no weights are left out unless all are asked for. */
    static Parts of(List<ParameterGroup> groups, int size, Normalization normalization, boolean allGroups) {
        long described = groups.stream().mapToLong(ParameterGroup::size).sum();
        Checks.check(described == size, "groups describe %s parameters but the point has %s", described, size);
        int[] partOf = new int[size];
        Arrays.fill(partOf, -1);
        int offset = 0;
        int count = 0;
        for (ParameterGroup group : groups) {
            int length = (int) group.size();
            if (isMoved(group, allGroups)) {
                for (int i = 0; i < length; i++) {
                    partOf[offset + i] = count
                            + switch (normalization) {
                                case FILTER -> (int) group.filterOf(i);
                                case LAYER -> 0;
                                case WEIGHT, NONE -> i;
                            };
                }
                count += switch (normalization) {
                    case FILTER -> (int) group.filterCount();
                    case LAYER -> 1;
                    case WEIGHT, NONE -> length;
                };
            }
            offset += length;
        }
        return new Parts(partOf, count);
    }

    private static boolean isMoved(ParameterGroup group, boolean allGroups) {
        return group.role() != ParameterRole.STATISTIC && (allGroups || group.decays());
    }

    int count() {
        return count;
    }

    /** The part of an entry, or -1. */
    int partOf(int entry) {
        return partOf[entry];
    }

    /** Euclidean norm of each part. */
    double[] norms(double[] values) {
        double[] norms = new double[count];
        for (int i = 0; i < values.length; i++) {
            if (partOf[i] >= 0) {
                norms[partOf[i]] += values[i] * values[i];
            }
        }
        Arrays.setAll(norms, part -> Math.sqrt(norms[part]));
        return norms;
    }
}
