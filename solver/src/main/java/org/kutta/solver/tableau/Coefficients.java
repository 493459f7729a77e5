package org.kutta.solver.tableau;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;

/** Sequences of coefficients. */
final class Coefficients {

    private Coefficients() {}

    static ImmutableList<Coefficient> parse(String... texts) {
        return Arrays.stream(texts).map(Coefficient::parse).collect(ImmutableList.toImmutableList());
    }

    static double[] toDoubles(List<Coefficient> values) {
        return values.stream().mapToDouble(Coefficient::doubleValue).toArray();
    }

    static boolean allExact(List<Coefficient> values) {
        return values.stream().allMatch(Coefficient::isExact);
    }

    static Coefficient sum(List<Coefficient> values) {
        return values.stream().reduce(Coefficient.ZERO, Coefficient::add);
    }

    static double sumOfAbsolutes(List<Coefficient> values) {
        return values.stream()
                .mapToDouble(value -> Math.abs(value.doubleValue()))
                .sum();
    }

    /** {@code x - y}, entry by entry. */
    static ImmutableList<Coefficient> subtract(List<Coefficient> x, List<Coefficient> y) {
        ImmutableList.Builder<Coefficient> difference = ImmutableList.builder();
        for (int i = 0; i < x.size(); i++) {
            difference.add(x.get(i).subtract(y.get(i)));
        }
        return difference.build();
    }
}
