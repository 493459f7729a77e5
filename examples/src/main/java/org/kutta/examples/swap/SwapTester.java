package org.kutta.examples.swap;

import org.kutta.examples.data.LabelledData;
import org.kutta.nn.Network;
import org.kutta.nn.compare.Metric;
import org.kutta.nn.compare.PlacedBlock;
import org.kutta.nn.compare.SolverSwap;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.solver.Checks;
import org.nd4j.linalg.dataset.DataSet;

/** Swaps the solvers of trained models on the test samples of one set of data. Closing frees them. */
final class SwapTester implements AutoCloseable {
    private static final int BATCH = 500;
    private static final SolverSwap SWAP = SolverSwap.measuring(Metric.accuracy());

    private final LabelledData data;
    private final DataSet testSet;
    private final ArrayBatches test;

    SwapTester(LabelledData data) {
        this.data = data;
        testSet = data.test().toDataSet();
        test = ArrayBatches.inOrder(testSet.getFeatures(), testSet.getLabels(), BATCH);
    }

    /**
     * Swaps the solver of a trained model.
     *
     * @throws IllegalArgumentException if the model does not fit the data, or has no one block that is an ODE
     */
    SwapOutcome swap(String name, Network network) {
        Shape shape = Shape.of(data.test().shape());
        Shape classes = Shape.of(data.test().classes());
        Checks.check(
                network.inputShape().equals(shape) && network.outputShape().equals(classes),
                "the model %s maps %s to %s, but the data (%s) have shape %s and %s classes: name its data by --data",
                name,
                network.inputShape(),
                network.outputShape(),
                data.name(),
                shape,
                data.test().classes());
        PlacedBlock place = PlacedBlock.only(network);
        Checks.check(
                place.layer().structure(place.shape()).odeFaithful(),
                "the model",
                name,
                "must have one vector field whose solver can be swapped, not " + place.where());
        return new SwapOutcome(name, SWAP.run(place, test));
    }

    @Override
    public void close() {
        test.close();
        testSet.getFeatures().close();
        testSet.getLabels().close();
    }
}
