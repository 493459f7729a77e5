package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.ErrorGainStack;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PlacedBlockTests {
    private static final RungeKuttaStack STACK = RungeKuttaStack.shared(
            Tableaus.RK4, Mesh.uniform(0, 1, 3), Sequential.of(Dense.of(5), new Tanh(), Dense.of(4)));

    @Test
    void only_deepInSequences_isFoundWithItsNumbers() {
        Sequential layers =
                Sequential.of(Dense.of(3), Sequential.of(new Tanh(), Dense.of(4), STACK, new Tanh()), Dense.of(2));
        try (Network network = Network.of(layers, Shape.of(2), DataType.DOUBLE, 3);
                NetworkPlan plan = network.plan(2, Mode.EVALUATE);
                BlockRunner runner = new BlockRunner(PlacedBlock.only(network), 2)) {
            NativeArrays.write(new double[] {0.3, -1, 2, 0.5}, plan.input());
            plan.forward();
            PlacedBlock place = PlacedBlock.only(network);
            assertThat(place.where()).startsWith("layer 1.2 (stack(3 x rk4");
            assertThat(place.shape()).isEqualTo(Shape.of(4));
            INDArray input = runner.begin(plan.input());
            try (INDArray again = place.input(plan.input())) {
                assertThat(NativeArrays.toHeap(again)).containsExactly(NativeArrays.toHeap(input));
            }
            runner.finish(runner.solve(place.block().solver()).finalState());
            assertThat(NativeArrays.toHeap(runner.output())).containsExactly(NativeArrays.toHeap(plan.output()));
        }
    }

    @Test
    void reread_anotherSolver_isTheNetworkWithIt() {
        Sequential layers = Sequential.of(Dense.of(4), STACK);
        try (Network network = Network.of(layers, Shape.of(2), DataType.DOUBLE, 3)) {
            PlacedBlock place = PlacedBlock.only(network);
            OdeBlock finer = place.block().withSolver(OdeSolver.fixed(Tableaus.RK4, 6));
            assertThat(place.reread(finer).layer()).isEqualTo(Sequential.of(Dense.of(4), finer));
            assertThat(place.reread(finer).parameters()).isSameAs(network.parameters());
        }
    }

    @Test
    void problem_tolerance_hasTheStepsThatItTakes() {
        OdeBlock block = STACK.toContinuous()
                .withSolver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8));
        try (Network network = Network.of(block, Shape.of(4), DataType.DOUBLE, 3);
                INDArray input = NativeArrays.vector(DataType.DOUBLE, new double[] {0.3, -1, 2, 0.5})
                        .reshape(1, 4)) {
            FieldProblem<INDArray> problem = PlacedBlock.only(network).problem(input);
            assertThat(problem.mesh().steps()).isGreaterThan(3);
            assertThat(problem.mesh().t1()).isCloseTo(1, within(0.0));
        }
    }

    @Test
    void only_noneOrTwo_isRefusedWithWhatThereIs() {
        try (Network none = Network.of(Dense.of(2), Shape.of(2), DataType.DOUBLE, 1);
                Network two = Network.of(Sequential.of(STACK, STACK), Shape.of(4), DataType.DOUBLE, 1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PlacedBlock.only(none))
                    .withMessage(
                            "the network (dense(2)) must have one ODE block or stack in its sequence of layers, but has 0");
            assertThat(PlacedBlock.in(two)).hasSize(2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> PlacedBlock.only(two))
                    .withMessageContaining("but has 2: layer 0 (stack(3 x rk4")
                    .withMessageContaining(", layer 1 (stack");
        }
    }

    @Test
    void block_ownWeightsForEachStage_isRefusedWithTheReason() {
        RungeKuttaStack own = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 2), Dense.of(4));
        try (Network network = Network.of(own, Shape.of(4), DataType.DOUBLE, 1)) {
            assertThatIllegalStateException()
                    .isThrownBy(PlacedBlock.only(network)::block)
                    .withMessageContaining("its 8 sub-networks are not one vector field");
        }
    }

    @Test
    void block_gainsThatDependOnTheStep_isRefusedButFound() {
        ErrorGainStack gains = new ErrorGainStack(Tableaus.HEUN_EULER21, Mesh.uniform(0, 1, 2), Dense.of(4), 0.1);
        try (Network network = Network.of(gains, Shape.of(4), DataType.DOUBLE, 1);
                INDArray input = NativeArrays.zeros(DataType.DOUBLE, 2, 4)) {
            PlacedBlock place = PlacedBlock.only(network);
            assertThatIllegalStateException()
                    .isThrownBy(place::block)
                    .withMessageContaining("has no continuous reading");
            assertThat(FieldAudit.of(place, input, 1).findings())
                    .extracting(FieldAudit.Finding::kind)
                    .containsExactly(FieldAudit.Kind.NO_FIELD);
        }
    }
}
