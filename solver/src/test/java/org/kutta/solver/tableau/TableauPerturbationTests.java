package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hipparchus.fraction.BigFraction;
import org.junit.jupiter.api.Test;

/**
 * Wrong digits never pass: each of ten thousand tableaus with one number changed, or with two numbers changed so that their sum stays, is
 * refused by the builder, fails its certificate, or is no longer FSAL where it was.
 */
class TableauPerturbationTests {

    private static final int CASES = 10_000;

    @Test
    void certify_perturbedTableau_neverPasses() {
        long seed = 20260101;
        Random random = new Random(seed);
        List<ButcherTableau> catalogue = Tableaus.all();
        int refused = 0;
        for (int n = 0; n < CASES; n++) {
            // The two of order 8 come last, and less often: their certificates take a third of a second each.
            boolean any = random.nextInt(10) == 0;
            ButcherTableau original = catalogue.get(random.nextInt(catalogue.size() - (any ? 0 : 2)));
            Numbers numbers = new Numbers(original);
            String change = numbers.perturb(random);
            boolean passed = false;
            try {
                ButcherTableau wrong = numbers.build();
                passed = wrong.fsal() == original.fsal() && wrong.certify().passed();
            } catch (IllegalArgumentException e) {
                refused++;
            }
            assertThat(passed)
                    .as("%s with %s, case %s, seed %s", original.name(), change, n, seed)
                    .isFalse();
        }
        assertThat(refused).as("both ways of refusal occur").isBetween(CASES / 10, CASES * 9 / 10);
    }

    /** The numbers of a tableau, free to be changed. */
    private static final class Numbers {
        private final ButcherTableau source;
        private final List<Coefficient> c = new ArrayList<>();
        private final List<List<Coefficient>> a = new ArrayList<>();
        private final List<List<Coefficient>> weights = new ArrayList<>();
        private final List<List<Coefficient>> dense = new ArrayList<>();

        Numbers(ButcherTableau source) {
            this.source = source;
            int rows = source.stages() + source.denseStages();
            for (int i = 0; i < rows; i++) {
                int row = i;
                c.add(source.exactC(i));
                a.add(vector(i, j -> source.exactA(row, j)));
                if (source.denseDegree() > 0) {
                    dense.add(vector(source.denseDegree(), k -> source.exactDense(row, k + 1)));
                }
            }
            weights.add(vector(source.stages(), source::exactB));
            for (int k = 0; k < source.errorEstimates(); k++) {
                int estimate = k;
                weights.add(vector(source.stages(), i -> source.exactEmbedded(estimate, i)));
            }
        }

        private static List<Coefficient> vector(int size, IntFunction<Coefficient> entry) {
            return new ArrayList<>(IntStream.range(0, size).mapToObj(entry).toList());
        }

        /** Exact tableaus feel any change; that of a decimal one must exceed the digits that its residuals can tell. */
        private Coefficient change(Random random) {
            BigFraction size = new BigFraction(1 + random.nextInt(9));
            int digits = random.nextInt(source.exact() ? 13 : 9);
            Coefficient delta = Coefficient.of(size.divide(new BigFraction(10).pow(digits)));
            return random.nextBoolean() ? delta : delta.negate();
        }

        String perturb(Random random) {
            Coefficient delta = change(random);
            return switch (random.nextInt(6)) {
                case 0 -> one("c", c, random, delta);
                case 1 -> one("weights", pick(weights, random), random, delta);
                case 2 ->
                    dense.isEmpty() ? one("c", c, random, delta) : one("dense", pick(dense, random), random, delta);
                case 3 ->
                    dense.isEmpty()
                            ? two("b", weights.get(0), random, delta)
                            : anyTwo(pick(dense, random), random, delta);
                case 4 -> two("weights", weights.get(orderAboveOne(random)), random, delta);
                default -> two("a", pick(a, random), random, delta);
            };
        }

        /** Weights of order 1 have no condition beyond their sum. */
        private int orderAboveOne(Random random) {
            int chosen = random.nextInt(weights.size());
            return chosen > 0 && source.embeddedOrder(chosen - 1) == 1 ? 0 : chosen;
        }

        private static List<Coefficient> pick(List<List<Coefficient>> lists, Random random) {
            return lists.get(random.nextInt(lists.size()));
        }

        private static String one(String what, List<Coefficient> values, Random random, Coefficient delta) {
            int at = random.nextInt(values.size());
            values.set(at, values.get(at).add(delta));
            return what + "[" + at + "] + " + delta;
        }

        /** Moves {@code delta} between two entries whose nodes differ: with equal nodes the methods may be equivalent. */
        private String two(String what, List<Coefficient> values, Random random, Coefficient delta) {
            for (int attempt = 0; attempt < 20 && values.size() > 1; attempt++) {
                int i = random.nextInt(values.size());
                int j = random.nextInt(values.size());
                if (!c.get(i).equals(c.get(j))) {
                    values.set(i, values.get(i).add(delta));
                    values.set(j, values.get(j).subtract(delta));
                    return what + "[" + i + "] + " + delta + ", [" + j + "] - " + delta;
                }
            }
            return one("c", c, random, delta);
        }

        private static String anyTwo(List<Coefficient> values, Random random, Coefficient delta) {
            int i = random.nextInt(values.size());
            int j = (i + 1 + random.nextInt(values.size() - 1)) % values.size();
            values.set(i, values.get(i).add(delta));
            values.set(j, values.get(j).subtract(delta));
            return "dense[" + i + "] + " + delta + ", [" + j + "] - " + delta;
        }

        ButcherTableau build() {
            TableauBuilder builder = ButcherTableau.explicit(source.name()).order(source.order());
            for (int i = 0; i < source.stages(); i++) {
                builder.row(c.get(i), a.get(i));
            }
            builder.weights(weights.get(0));
            for (int k = 0; k < source.errorEstimates(); k++) {
                builder.embeddedWeights(source.embeddedOrder(k), weights.get(k + 1));
            }
            for (int i = source.stages(); i < c.size(); i++) {
                builder.denseRow(c.get(i), a.get(i));
            }
            if (!dense.isEmpty()) {
                builder.dense(source.denseOrder(), dense);
            }
            return builder.build();
        }
    }
}
