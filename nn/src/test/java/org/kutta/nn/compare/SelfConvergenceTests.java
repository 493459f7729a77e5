package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SelfConvergenceTests {
    @ParameterizedTest
    @CsvSource({"euler, 1", "midpoint, 2", "heun2, 2", "kutta3, 3", "rk4, 4", "dopri5, 5"})
    void measure_smoothLinearField_hasTheOrderOfTheTableau(String tableau, int order) {
        SelfConvergence found = SelfConvergence.measure(LinearBlocks.decay(-1, Tableaus.byName(tableau), 8));
        assertThat(found.expected()).isEqualTo(order);
        assertThat(found.order()).isCloseTo(order, within(0.2));
        assertThat(found.culprit()).isEqualTo(Culprit.NONE);
    }

    @Test
    void measure_oneEulerStep_isWhatTheHandComputes() {
        // y' = y: one step 2, two steps 2.25, four steps 2.44140625
        SelfConvergence found = SelfConvergence.measure(LinearBlocks.decay(1, Tableaus.EULER, 1), 1);
        assertThat(found.order()).isCloseTo(Math.log(0.25 / 0.19140625) / Math.log(2), within(1e-12));
        assertThat(found.levels().get(0).difference()).isCloseTo(0.25 / 2.44140625, within(1e-15));
        assertThat(found.culprit()).isEqualTo(Culprit.STEP_TOO_LARGE);
    }

    @Test
    void measure_stepsTooLongButNotTheirHalves_saysSo() {
        SelfConvergence found = SelfConvergence.measure(LinearBlocks.decay(-20, Tableaus.RK4, 8), 5);
        assertThat(found.order()).isNotCloseTo(4, within(0.25));
        assertThat(found.levels().get(4).order()).isCloseTo(4, within(0.25));
        assertThat(found.culprit()).isEqualTo(Culprit.STEP_TOO_LARGE);
    }

    @Test
    void measure_differencesBelowRounding_saysSo() {
        SelfConvergence found = SelfConvergence.measure(LinearBlocks.decay(-1, Tableaus.RK4, 4096), 2);
        assertThat(found.order()).isNaN();
        assertThat(found.culprit()).isEqualTo(Culprit.ROUNDOFF);
    }

    @Test
    void measure_floatStack_meetsItsFloorWhereDoubleDoesNot() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, 32), Dense.of(1));
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            try (Network network = Network.of(stack, Shape.of(1), type, 1);
                    INDArray one = NativeArrays.zeros(type, 1, 1)) {
                NativeArrays.write(new double[] {-1, 0}, network.parameters());
                NativeArrays.write(new double[] {1}, one);
                SelfConvergence found =
                        SelfConvergence.measure(PlacedBlock.only(network).problem(one), 2);
                assertThat(found.culprit())
                        .as(type.name())
                        .isEqualTo(type == DataType.FLOAT ? Culprit.ROUNDOFF : Culprit.NONE);
            }
        }
    }

    @Test
    void measure_fieldWithKinks_namesThem() {
        // y' = 0.3 + relu(y) - relu(-3 y): every start below zero crosses the kink at a time of its own
        Sequential layers = Sequential.of(Dense.of(3), new Relu(), Dense.of(1));
        HeapField field = HeapField.of(layers, 1, new double[] {1, -3, 0, 0, 0, 1, 1, -1, 0.3, 0});
        double[] starts = {-0.05, -0.071, -0.083, -0.1, -0.117, -0.13};
        FieldProblem<double[]> smooth = FieldProblem.of(field, Tableaus.RK4, Mesh.uniform(0, 1, 16), starts);
        FieldProblem<double[]> problem = new FieldProblem<>(
                smooth.space(),
                smooth.components(),
                field,
                ImmutableList.of("relu"),
                smooth.tableau(),
                smooth.mesh(),
                starts);
        SelfConvergence found = SelfConvergence.measure(problem);
        assertThat(found.culprit()).isEqualTo(Culprit.KINKS);
        assertThat(found.levels().get(3).order()).isLessThan(3.5);
        assertThat(found.kinks()).containsExactly("relu");
        SelfConvergence euler = SelfConvergence.measure(new FieldProblem<>(
                smooth.space(),
                smooth.components(),
                field,
                ImmutableList.of("relu"),
                Tableaus.EULER,
                smooth.mesh(),
                starts));
        assertThat(euler.order()).isCloseTo(1, within(0.25));
        assertThat(euler.culprit()).as("Euler does not mind").isEqualTo(Culprit.NONE);
    }

    @Test
    void measure_solveThatFails_isNoNumberAndTheStepIsToBlame() {
        SelfConvergence found = SelfConvergence.measure(LinearBlocks.decay(1e200, Tableaus.RK4, 2), 2);
        assertThat(found.order()).isNaN();
        assertThat(found.culprit()).isEqualTo(Culprit.STEP_TOO_LARGE);
    }
}
