package org.kutta.nn.ode;

import java.util.Arrays;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.kutta.solver.Solution;
import org.kutta.solver.Tolerances;
import org.kutta.solver.ensemble.EnsembleMember;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far the samples of a batch are moved by sharing their steps: the batch solved as one state, against each sample on its own.
 *
 * <p>The difference of a component is scaled as a local error is, by {@code atol + rtol * max(|shared|, |alone|)}. It is of the size of the global errors of
 * the two solves, and falls with the tolerances as they do.
 *
 * @param largest largest scaled difference of a component; NaN if one is not a number, 0 if no sample is compared
 * @param sample index of the sample that has it; -1 if no sample is compared
 * @param compared number of samples that are compared: those whose own solve reached its end
 */
public record BatchCoupling(double largest, int sample, int compared) {

    /**
     * Compares the final states.
     *
     * @param alone the samples, each solved on its own
     * @param shared the same samples as one state, solved to the same time
     * @param tolerances what the difference is measured in: one pair, or one for each component of a sample
     * @return the comparison
     * @throws IllegalArgumentException if the shared solve ended at another time or in another shape, or the tolerances do not fit a sample
     */
    public static BatchCoupling of(PerSampleSolve alone, Solution<INDArray> shared, Tolerances tolerances) {
        long[] shape = shared.finalState().shape();
        int size = Math.toIntExact(alone.sample().size());
        Checks.check(
                Arrays.equals(shape, alone.sample().withBatch(alone.members().size())),
                "shape of the shared solve",
                Arrays.toString(shape),
                "must be that of the batch");
        Checks.check(
                shared.finalTime() == alone.t1(),
                "final time of the shared solve",
                shared.finalTime(),
                "must be that of the samples, " + alone.t1() + "; its status is " + shared.status());
        Checks.check(
                tolerances.isScalar() || tolerances.size() == size,
                "size of the tolerances",
                tolerances.size(),
                "must be 1 or that of a sample, " + size);
        double[] together = NativeArrays.toHeap(shared.finalState());
        BatchCoupling coupling = new BatchCoupling(0, -1, 0);
        for (EnsembleMember<INDArray> member : alone.members().members()) {
            if (member.isSuccess()) {
                double[] own = NativeArrays.toHeap(member.solution().finalState());
                int from = member.index() * size;
                double[] row = Arrays.copyOfRange(together, from, from + size);
                coupling = coupling.with(member.index(), largest(row, own, tolerances));
            }
        }
        return coupling;
    }

    private BatchCoupling with(int index, double difference) {
        boolean larger = compared == 0 || exceeds(difference, largest);
        return new BatchCoupling(larger ? difference : largest, larger ? index : sample, compared + 1);
    }

    private static double largest(double[] shared, double[] own, Tolerances tolerances) {
        double largest = 0;
        for (int i = 0; i < own.length; i++) {
            double scale = tolerances.atol(i) + tolerances.rtol(i) * Math.max(Math.abs(shared[i]), Math.abs(own[i]));
            double difference = Math.abs(shared[i] - own[i]) / scale;
            largest = exceeds(difference, largest) ? difference : largest;
        }
        return largest;
    }

    /** NaN exceeds every number, and nothing exceeds NaN. */
    private static boolean exceeds(double difference, double largest) {
        return Double.compare(difference, largest) > 0;
    }
}
