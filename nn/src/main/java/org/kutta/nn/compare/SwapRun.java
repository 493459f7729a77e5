package org.kutta.nn.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Evaluates one trained block by many solvers on the same data: the layers before it run once a batch. */
final class SwapRun implements AutoCloseable {
    private final PlacedBlock place;
    private final Metric metric;
    private final NdArraySpace space;
    private final Map<Integer, Bound> plans = new HashMap<>();

    /**
     * What a solver gave.
     *
     * @param metric mean over all samples; NaN where the solve failed or an output is not finite
     * @param distance norm of the difference to the first solver's outputs of the block, relative to the norm of those
     * @param nfe evaluations for a batch, on average
     * @param steps accepted steps for a batch, on average
     * @param failure why the solve failed; empty if it did not
     */
    record Measured(double metric, double distance, double nfe, double steps, String failure) {}

    SwapRun(PlacedBlock place, Metric metric) {
        this.place = place;
        this.metric = metric;
        this.space = NdArraySpace.of(place.network().dataType());
    }

    /**
     * Evaluates solvers.
     *
     * @param solvers the solvers; the first gives the outputs that the others are compared with
     * @param batches what they are evaluated on
     * @return what each of them gave
     * @throws SolveFailedException if the first one fails
     */
    List<Measured> measure(List<OdeSolver> solvers, Iterator<DataSet> batches) {
        List<Tally> tallies = new ArrayList<>();
        solvers.forEach(solver -> tallies.add(new Tally()));
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            Bound bound = bound(batch);
            bound.runner.begin(batch.getFeatures());
            Solution<INDArray> first = bound.runner.solve(solvers.get(0));
            for (int i = 0; i < solvers.size(); i++) {
                measure(solvers.get(i), tallies.get(i), bound, batch, i == 0 ? first : null, first.finalState());
            }
            first.release();
        }
        return tallies.stream().map(Tally::result).toList();
    }

    /** Evaluates one solver, which may fail. */
    Measured measureAlone(OdeSolver solver, Iterator<DataSet> batches) {
        Tally tally = new Tally();
        while (batches.hasNext() && tally.failure.isEmpty()) {
            DataSet batch = batches.next();
            Bound bound = bound(batch);
            measure(solver, tally, bound, batch, null, bound.runner.begin(batch.getFeatures()));
        }
        return tally.result();
    }

    double unitRoundoff() {
        return space.unitRoundoff();
    }

    private Bound bound(DataSet batch) {
        int size = Math.toIntExact(batch.getFeatures().size(0));
        return plans.computeIfAbsent(size, n -> new Bound(place, metric, n));
    }

    private void measure(
            OdeSolver solver,
            Tally tally,
            Bound bound,
            DataSet batch,
            @Nullable Solution<INDArray> known,
            INDArray reference) {
        if (!tally.failure.isEmpty()) {
            return;
        }
        Solution<INDArray> solution;
        try {
            solution = known == null ? bound.runner.solve(solver) : known;
        } catch (SolveFailedException e) {
            e.solution().release();
            tally.failure = String.valueOf(e.getMessage());
            return;
        }
        bound.runner.finish(solution.finalState());
        long samples = batch.getFeatures().size(0);
        tally.samples += samples;
        tally.metric += samples * bound.metric.applyAsDouble(batch.getLabels());
        tally.batches++;
        tally.nfe += solution.stats().nfe();
        tally.steps += solution.stats().accepted();
        NativeArrays.copy(solution.finalState(), bound.difference);
        NativeArrays.axpy(-1, reference, bound.difference);
        tally.difference += space.dot(bound.difference, bound.difference);
        tally.reference += space.dot(reference, reference);
        if (known == null) {
            solution.release();
        }
    }

    @Override
    public void close() {
        plans.values().forEach(bound -> bound.runner.close());
        plans.clear();
    }

    /** Sums over batches. */
    private static final class Tally {
        double metric;
        long samples;
        int batches;
        double nfe;
        double steps;
        double difference;
        double reference;
        String failure = "";

        Measured result() {
            if (!failure.isEmpty()) {
                return new Measured(Double.NaN, Double.NaN, Double.NaN, Double.NaN, failure);
            }
            double distance = difference == 0 ? 0 : Math.sqrt(difference / reference);
            return new Measured(metric / samples, distance, nfe / batches, steps / batches, "");
        }
    }

    /** The runner of one batch size with what measures its output. */
    private static final class Bound {
        final BlockRunner runner;
        final ToDoubleFunction<INDArray> metric;
        final INDArray difference;

        Bound(PlacedBlock place, Metric metric, int batch) {
            runner = new BlockRunner(place, batch);
            this.metric = metric.bind(runner.context(), runner.output());
            difference = runner.context().allocate(place.shape());
        }
    }
}
