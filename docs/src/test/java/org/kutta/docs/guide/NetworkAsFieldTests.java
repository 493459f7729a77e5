package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.GradientStats;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The pages on layers and gradients: a network that is solved, and differentiated, without a trainer. */
class NetworkAsFieldTests {
    private static final double[] ROWS = {1, 0, 0, 1, -1, 0.5};

    private final OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8);
    private final Sequential layers = Sequential.of(Dense.of(16), new Tanh(), Dense.of(2));

    private double[] onArrays() {
        // region: arrays
        try (Network network = Network.of(layers, Shape.of(2), DataType.DOUBLE, 1);
                INDArray start = NativeArrays.zeros(DataType.DOUBLE, 3, 2)) { // 3 samples of 2 features
            NativeArrays.write(ROWS, start);
            try (BoundField<INDArray> field = network.field().bind(start)) { // buffers for such a batch, for one thread
                OdeProblem<INDArray> problem = OdeProblem.of(NdArraySpace.DOUBLE, field, 0, 1, start);
                return NativeArrays.toHeap(solver.solve(problem).finalState());
            }
        }
        // endregion
    }

    private double[] onHeap() {
        // region: heap
        HeapField network = HeapField.of(layers, 2, 1); // 2 features, seed 1
        try (BoundField<double[]> field = network.bind(ROWS)) {
            return solver.solve(field, 0, 1, ROWS).finalState();
        }
        // endregion
    }

    @Test
    void network_solvedOnArraysAndOnTheHeap_givesTheSameEnd() {
        assertThat(onHeap()).containsExactly(onArrays(), within(1e-12));
    }

    @Test
    void gradient_ofTheSumOfTheEnd_isThatOfDifferences() {
        double[] start = {1, 0};
        GradientStats cost;
        // region: gradient
        HeapField field = HeapField.of(layers, 2, 1);
        double[] startBar = new double[2];
        double[] parametersBar = new double[field.parameters().length];
        try (GradientSolve<double[]> solve =
                DiscreteAdjoint.storeAll().bind(solver, DoubleArraySpace.INSTANCE, field, start)) {
            solve.forward(0, 1, start); // its final state gives the loss, here the sum of its components
            solve.backward(new double[] {1, 1}, startBar, parametersBar); // adds the gradients to both
            cost = solve.stats();
        }
        // endregion
        assertThat(cost.nfeForward()).isPositive();
        double h = 1e-4;
        double slope = (sumOfEnd(field, 1 + h) - sumOfEnd(field, 1 - h)) / (2 * h);
        assertThat(startBar[0]).isCloseTo(slope, within(1e-6));
        assertThat(parametersBar).doesNotContain(Double.NaN).isNotEqualTo(new double[parametersBar.length]);
    }

    private double sumOfEnd(HeapField field, double first) {
        double[] start = {first, 0};
        try (BoundField<double[]> bound = field.bind(start)) {
            double[] end = solver.solve(bound, 0, 1, start).finalState();
            return end[0] + end[1];
        }
    }
}
