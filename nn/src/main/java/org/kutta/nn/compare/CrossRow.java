package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kutta.nn.train.Batches;
import org.kutta.solver.OdeSolver;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A row of a cross matrix: a model trained with one solver, tested with each of several.
 *
 * @param trainedWith name of the solver it was trained with
 * @param metric metric under that solver
 * @param nfe evaluations for a batch under that solver, on average
 * @param cells the solvers it was tested with
 */
public record CrossRow(String trainedWith, double metric, double nfe, ImmutableList<Cell> cells) {

    /**
     * A model under one solver.
     *
     * @param solver name of the solver
     * @param metric the metric over all samples; NaN after a failure
     * @param trajectoryDistance norm of the difference to the block's outputs under the solver of the training, relative to the norm of those; NaN after a failure
     * @param nfe evaluations for a batch, on average; NaN after a failure
     * @param failure why the solve failed; empty if it did not
     */
    public record Cell(String solver, double metric, double trajectoryDistance, double nfe, String failure) {}

    /**
     * Tests a trained model.
     *
     * @param trainedWith name of the solver it was trained with
     * @param place its block
     * @param solvers the solvers to test with, by name
     * @param metric what is measured of the outputs
     * @param data what it is measured on, gone through once
     * @return the row, its cells in the order of the solvers
     * @throws IllegalStateException if the block is a stack that discretises no vector field
     * @throws org.kutta.solver.SolveFailedException if the solver of the training itself fails
     */
    public static CrossRow of(
            String trainedWith,
            PlacedBlock place,
            Map<String, OdeSolver> solvers,
            Metric metric,
            Batches<DataSet> data) {
        List<OdeSolver> all = new ArrayList<>(List.of(place.block().solver()));
        all.addAll(solvers.values());
        try (SwapRun run = new SwapRun(place, metric)) {
            List<SwapRun.Measured> measured = run.measure(all, data.epoch(0));
            ImmutableList.Builder<Cell> cells = ImmutableList.builder();
            int index = 1;
            for (String name : solvers.keySet()) {
                SwapRun.Measured one = measured.get(index++);
                cells.add(new Cell(name, one.metric(), one.distance(), one.nfe(), one.failure()));
            }
            return new CrossRow(
                    trainedWith, measured.get(0).metric(), measured.get(0).nfe(), cells.build());
        }
    }
}
