package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.train.MeanSquaredError;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;

class GradientCostTests {
    /** y' = y over the unit interval: e exactly, 2 by one Euler step, 65/24 by one classical one. */
    @Test
    void measure_exponential_hasTheErrorsOfTheSteps() {
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.RK4, 1), 1, 1, 0)) {
            DataSet batch = new DataSet(LinearBlocks.column(1), LinearBlocks.column(0));
            Mesh step = Mesh.uniform(0, 1, 1);
            List<GradientCost> costs = GradientCost.measure(
                    PlacedBlock.only(network),
                    new MeanSquaredError(),
                    batch,
                    List.of(
                            new GradientCost.Way("1 step", OdeSolver.onMesh(Tableaus.EULER, step)),
                            new GradientCost.Way("1 step", OdeSolver.onMesh(Tableaus.RK4, step))),
                    List.of(DiscreteAdjoint.storeAll()));
            assertThat(costs).extracting(GradientCost::failure).containsOnly("");
            assertThat(costs.get(0).outputError()).isCloseTo(1 - 2 / Math.E, within(1e-9));
            assertThat(costs.get(1).outputError()).isCloseTo(1 - 65 / 24.0 / Math.E, within(1e-9));
            assertThat(costs).extracting(GradientCost::nfeForward).containsExactly(1L, 4L);
            assertThat(costs).extracting(GradientCost::nfeBackward).containsExactly(1L, 4L);
            assertThat(costs).extracting(GradientCost::efficient).containsExactly(true, true);
            // L = c y1^2: for the rate and the constant 2c y1 times (e, e - 1) exactly, and (1, 1) by Euler.
            double exact = Math.E * Math.hypot(Math.E, Math.E - 1);
            double error = Math.hypot(Math.E * Math.E - 2, Math.E * (Math.E - 1) - 2);
            assertThat(costs.get(0).gradientError()).isCloseTo(error / exact, within(1e-8));
        }
    }

    @Test
    void withFront_dominatedAndFailed_areNotOnIt() {
        List<GradientCost> marked = GradientCost.withFront(List.of(
                cost(10, 100, 1e-3, ""), cost(20, 100, 1e-3, ""), cost(20, 50, 1e-3, ""), cost(0, 0, 0, "failed")));
        assertThat(marked).extracting(GradientCost::efficient).containsExactly(true, false, true, false);
    }

    @Test
    void measure_singlePrecision_isRefused() {
        try (Network network = Network.of(LinearBlocks.block(1, Tableaus.RK4, 1), Shape.of(1), DataType.FLOAT, 1)) {
            DataSet batch = new DataSet(LinearBlocks.column(1), LinearBlocks.column(0));
            assertThatThrownBy(() -> GradientCost.measure(
                            PlacedBlock.only(network), new MeanSquaredError(), batch, List.of(), List.of()))
                    .hasMessageContaining("must be of type DOUBLE");
        }
    }

    /** 2 instead of 65/24: a distance of 1 - 48/65. */
    @Test
    void crossRow_exponential_isTestedUnderEverySolver() {
        try (Network network = LinearBlocks.network(LinearBlocks.block(1, Tableaus.RK4, 1), 1, 1, 0)) {
            Mesh step = Mesh.uniform(0, 1, 1);
            CrossRow row = CrossRow.of(
                    "rk4",
                    PlacedBlock.only(network),
                    ImmutableMap.of(
                            "euler", OdeSolver.onMesh(Tableaus.EULER, step),
                            "rk4", OdeSolver.onMesh(Tableaus.RK4, step)),
                    Metric.loss(new MeanSquaredError(), 0.1),
                    LinearBlocks.samples(1, 2));
            assertThat(row.trainedWith()).isEqualTo("rk4");
            assertThat(row.nfe()).isEqualTo(4);
            assertThat(row.cells()).extracting(CrossRow.Cell::solver).containsExactly("euler", "rk4");
            CrossRow.Cell euler = row.cells().get(0);
            assertThat(euler.trajectoryDistance()).isCloseTo(1 - 48 / 65.0, within(1e-12));
            assertThat(euler.metric() / row.metric()).isCloseTo(Math.pow(48 / 65.0, 2), within(1e-12));
            assertThat(row.cells().get(1).trajectoryDistance()).isZero();
            assertThat(row.cells().get(1).metric()).isEqualTo(row.metric());
        }
    }

    private static GradientCost cost(long nfe, long bytes, double error, String failure) {
        return new GradientCost("t", "s", "m", nfe, 0, bytes, error, error, 1, false, failure);
    }
}
