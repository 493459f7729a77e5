package org.kutta.nn.layer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Names of the parameter groups of layers that own layers. */
final class Groups {

    private Groups() {}

    /** The groups of parts that all read the same input, each named after the part's index. */
    static List<ParameterGroup> ofParts(List<Layer> parts, Function<Layer, List<ParameterGroup>> kind) {
        List<ParameterGroup> groups = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            for (ParameterGroup group : kind.apply(parts.get(i))) {
                groups.add(group.within(Integer.toString(i)));
            }
        }
        return groups;
    }

    /** A list with one more group. */
    static List<ParameterGroup> append(List<ParameterGroup> groups, ParameterGroup last) {
        List<ParameterGroup> all = new ArrayList<>(groups);
        all.add(last);
        return all;
    }

    /** Two slices of parameters one after the other. */
    static double[] append(double[] first, double[] second) {
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
