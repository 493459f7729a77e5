package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class StepValidityTests {
    /** {@code W = [[1, 0], [2, 3]]}: singular values sqrt(7 +- sqrt(40)). */
    private static final double[] MATRIX = {1, 0, 2, 3, 0, 0};

    private static final double NORM = Math.sqrt(7 + Math.sqrt(40));

    @Test
    void measure_linearField_isTheNormOfItsMatrixTimesTheStep() {
        HeapField field = HeapField.of(Dense.of(2), 2, MATRIX);
        StepValidity found = StepValidity.measure(
                FieldProblem.of(field, Tableaus.EULER, Mesh.of(0, 0.25, 0.3), new double[] {1, -1}), 100, 1);
        assertThat(found.points()).hasSize(2).allSatisfy(point -> assertThat(point.lipschitz())
                .isCloseTo(NORM, within(1e-3)));
        assertThat(found.points().get(0).product()).isCloseTo(0.25 * NORM, within(1e-3));
        assertThat(found.largest()).isEqualTo(found.points().get(0).product());
        assertThat(found.isInjective()).isTrue();
    }

    @Test
    void measure_nilpotentField_isNotItsSpectralRadius() {
        HeapField field = HeapField.of(Dense.of(2), 2, new double[] {0, 2, 0, 0, 0, 0});
        StepValidity found = StepValidity.measure(
                FieldProblem.of(field, Tableaus.EULER, Mesh.uniform(0, 1, 1), new double[] {1, 1}), 50, 1);
        assertThat(found.largest()).isCloseTo(2, within(1e-9));
        assertThat(found.isInjective()).isFalse();
    }

    @Test
    void measure_onArrays_takesDifferencesAndTheLargestSample() {
        // tanh' is 1 at 0 and 0.0707 at 2: the sample at 0 counts
        RungeKuttaStack stack =
                RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), Sequential.of(new Tanh(), Dense.of(2)));
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            try (Network network = Network.of(stack, Shape.of(2), type, 1);
                    INDArray samples = NativeArrays.zeros(type, 2, 2)) {
                NativeArrays.write(MATRIX, network.parameters());
                NativeArrays.write(new double[] {2, 2, 0, 0}, samples);
                StepValidity found =
                        StepValidity.measure(PlacedBlock.only(network).problem(samples), 100, 1);
                assertThat(found.largest()).as(type.name()).isCloseTo(NORM, within(2e-3));
            }
        }
    }

    @Test
    void measure_constantField_isZero() {
        HeapField field = HeapField.of(Dense.of(1), 1, new double[] {0, 5});
        StepValidity found = StepValidity.measure(
                FieldProblem.of(field, Tableaus.RK4, Mesh.uniform(0, 1, 2), new double[] {1}), 10, 1);
        assertThat(found.largest()).isZero();
    }
}
