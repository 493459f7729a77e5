package org.kutta.nn.ode;

import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.Solution;
import org.kutta.solver.ensemble.EnsembleMember;
import org.kutta.solver.ensemble.EnsembleSolution;
import org.kutta.solver.ensemble.EnsembleSolver;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The samples of a batch, each solved on its own: with its own steps, status and counts.
 *
 * <p>A sample's result is that of a batch of it alone, bit for bit: it depends neither on the other samples nor on their order or the number of
 * threads. A sample that fails leaves the others as they are. Solved as one state, a batch makes fewer and larger native calls, but its samples share
 * their steps; {@link BatchCoupling} tells how far that moves them.
 *
 * <p>{@link #close} frees the states of the members.
 */
public final class PerSampleSolve implements AutoCloseable {

    private final EnsembleSolution<INDArray> members;
    private final DataType dataType;
    private final Shape sample;
    private final double t1;

    private PerSampleSolve(EnsembleSolution<INDArray> members, DataType dataType, Shape sample, double t1) {
        this.members = members;
        this.dataType = dataType;
        this.sample = sample;
        this.t1 = t1;
    }

    /**
     * Solves every sample of a batch on its own.
     *
     * @param ensembles how, and in how many threads; each worker binds the field to one sample
     * @param field the field, in evaluation mode: in training mode batch statistics would be those of one sample
     * @param t0 initial time
     * @param t1 final time; before {@code t0} solves backward
     * @param batch initial states, shape [batch, sample...], of the parameters' data type; not modified
     * @return the samples' solutions; no failure of a sample is thrown
     * @throws IllegalArgumentException if the batch does not fit the field
     */
    public static PerSampleSolve of(EnsembleSolver ensembles, LayerField field, double t0, double t1, INDArray batch) {
        Shape sample = field.shape();
        Checks.check(
                batch.rank() == sample.rank() + 1 && Shape.ofSamples(batch).equals(sample),
                "the batch has shape %s but the field expects samples of shape %s",
                Arrays.toString(batch.shape()),
                sample);
        NdArraySpace space = NdArraySpace.of(batch.dataType());
        Queue<LayerBinding> bindings = new ConcurrentLinkedQueue<>();
        try (INDArray rows = space.zerosLike(batch)) {
            space.copy(batch, rows); // row-major, whatever the batch is
            EnsembleSolution<INDArray> members = ensembles.solvePerWorker(Math.toIntExact(batch.size(0)), () -> {
                LayerBinding bound = field.bind(row(rows, 0, sample));
                bindings.add(bound);
                return i -> OdeProblem.of(space, bound, t0, t1, row(rows, i, sample));
            });
            return new PerSampleSolve(members, batch.dataType(), sample, t1);
        } finally {
            bindings.forEach(LayerBinding::close);
        }
    }

    private static INDArray row(INDArray rows, int i, Shape sample) {
        INDArray components = NativeArrays.view(rows, rows.length());
        return NativeArrays.view(NativeArrays.slice(components, i * sample.size(), sample.size()), sample.withBatch(1));
    }

    /** {@return the samples' solutions, of states [1, sample...], in the order of the batch} */
    public EnsembleSolution<INDArray> members() {
        return members;
    }

    /** {@return the final time} */
    double t1() {
        return t1;
    }

    /** {@return shape of one sample} */
    Shape sample() {
        return sample;
    }

    /**
     * {@return the samples' states at the final time, shape [batch, sample...], new; NaN throughout a sample whose solve did not get there, whose
     * partial solution is in {@link #members}}
     */
    public INDArray finalStates() {
        int size = Math.toIntExact(sample.size());
        double[] values = new double[Math.multiplyExact(size, members.size())];
        Arrays.fill(values, Double.NaN);
        for (EnsembleMember<INDArray> member : members.members()) {
            if (member.isSuccess()) {
                double[] state = NativeArrays.toHeap(member.solution().finalState());
                System.arraycopy(state, 0, values, member.index() * size, size);
            }
        }
        INDArray result = NativeArrays.zeros(dataType, sample.withBatch(members.size()));
        NativeArrays.write(values, result);
        return result;
    }

    @Override
    public void close() {
        members.members().stream()
                .filter(EnsembleMember::hasSolution)
                .map(EnsembleMember::solution)
                .forEach(Solution::release);
    }
}
