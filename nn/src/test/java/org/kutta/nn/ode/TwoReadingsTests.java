package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

class TwoReadingsTests {
    private static final Shape SHAPE = Shape.of(4);
    private static final Sequential FIELD = Sequential.of(new TimeScaled(), Dense.of(8), new Tanh(), Dense.of(4));
    private static final OdeBlock ADAPTIVE =
            OdeBlock.of(FIELD, OdeSolver.adaptive(Tableaus.DOPRI5), DiscreteAdjoint.storeAll(), 0, 1);

    static Stream<Arguments> readings() {
        List<Mesh> meshes = List.of(Mesh.uniform(0, 0.7, 7), Mesh.of(-0.1, 0.3, 0.35, 1.9), Mesh.uniform(1, 0, 3));
        return Tableaus.all().stream().filter(tableau -> tableau.stages() <= 8).flatMap(tableau -> meshes.stream()
                .flatMap(mesh ->
                        Stream.of(DataType.DOUBLE, DataType.FLOAT).map(type -> Arguments.of(tableau, mesh, type))));
    }

    @ParameterizedTest
    @MethodSource("readings")
    void sharedStack_andFixedStepNeuralOde_giveTheSameBits(ButcherTableau tableau, Mesh mesh, DataType type) {
        RungeKuttaStack stack = RungeKuttaStack.shared(tableau, mesh, FIELD);
        try (ModelProbe discrete = new ModelProbe(stack, SHAPE, type, 5, Mode.TRAIN, 3);
                ModelProbe continuous = new ModelProbe(stack.toContinuous(), SHAPE, type, 5, Mode.TRAIN, 3)) {
            assertThat(discrete.output()).containsExactly(continuous.output());
            assertThat(discrete.gradient()).containsExactly(continuous.gradient());
            // With FSAL the continuous reading takes the last stage of a step for the first of the next.
            assertThat(continuous.plan.nfeForward()).isLessThanOrEqualTo((long) mesh.steps() * tableau.stages() + 1);
        }
    }

    static Stream<Arguments> bases() {
        Mesh mesh = Mesh.of(-0.1, 0.3, 0.35, 1.9);
        return Stream.of(
                        new PiecewiseConstant(mesh),
                        new PiecewiseLinear(Mesh.uniform(-0.1, 1.9, 2)),
                        new Fourier(-0.1, 1.9, 1),
                        new Chebyshev(-0.1, 1.9, 2))
                .flatMap(basis -> Stream.of(Tableaus.EULER, Tableaus.RK4, Tableaus.DOPRI5)
                        .map(tableau -> Arguments.of(tableau, mesh, basis)));
    }

    @ParameterizedTest
    @MethodSource("bases")
    void stackInTime_andItsNeuralOde_giveTheSameBits(ButcherTableau tableau, Mesh mesh, TimeBasis basis) {
        RungeKuttaStack stack = RungeKuttaStack.inTime(tableau, mesh, FIELD, basis);
        assertThat(stack.weights()).isEqualTo(StackWeights.IN_TIME);
        OdeBlock ode = stack.toContinuous();
        assertThat(ode.field()).isEqualTo(new TimeVarying(FIELD, basis));
        assertThat(ode.discretize()).isEqualTo(stack);
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (ModelProbe discrete = new ModelProbe(stack, SHAPE, type, 5, Mode.TRAIN, 3);
                    ModelProbe continuous = new ModelProbe(ode, SHAPE, type, 5, Mode.TRAIN, 3)) {
                // Away from the start, which does not depend on time.
                double[] moved = new SplittableRandom(4)
                        .doubles(discrete.network.parameters().length(), -1, 1)
                        .toArray();
                NativeArrays.write(moved, discrete.network.parameters());
                NativeArrays.write(moved, continuous.network.parameters());
                assertThat(discrete.output()).containsExactly(continuous.output());
                assertThat(discrete.gradient()).containsExactly(continuous.gradient());
            }
        }
    }

    @Test
    void equalSteps_byCount_areThoseOfTheUniformMesh() {
        OdeBlock node = OdeBlock.of(FIELD, OdeSolver.fixed(Tableaus.RK4, 6), DiscreteAdjoint.checkpointed(2), 0, 0.7);
        try (ModelProbe continuous = new ModelProbe(node, SHAPE, DataType.DOUBLE, 2, Mode.TRAIN, 3);
                ModelProbe discrete = new ModelProbe(node.discretize(), SHAPE, DataType.DOUBLE, 2, Mode.TRAIN, 3)) {
            assertThat(discrete.output()).containsExactly(continuous.output());
            assertThat(discrete.gradient()).containsExactly(continuous.gradient());
        }
    }

    @Test
    void thereAndBack_sharedStack_isTheSameStack() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.HEUN3, Mesh.of(0, 0.2, 1), FIELD);
        assertThat(stack.toContinuous().discretize()).isEqualTo(stack);
    }

    @Test
    void discretize_controlledSteps_isRefusedWithoutAMesh() {
        assertThatThrownBy(ADAPTIVE::discretize)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its mesh depends on the input");
        assertThat(ADAPTIVE.discretize(Tableaus.EULER, Mesh.uniform(0, 1, 4)).weights())
                .isEqualTo(StackWeights.SHARED);
    }

    @Test
    void discretize_otherInterval_isRefused() {
        assertThatThrownBy(() -> ADAPTIVE.discretize(Tableaus.EULER, Mesh.uniform(0, 2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must have the interval of the block, [0.0, 1.0]");
        assertThatThrownBy(() -> ADAPTIVE.withSolver(OdeSolver.onMesh(Tableaus.RK4, Mesh.uniform(0, 2, 4))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void manySteps_ofTheDiscreteReading_approachTheContinuousOne() {
        OdeBlock exact = ADAPTIVE.withSolver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-11, 1e-12));
        try (ModelProbe continuous = new ModelProbe(exact, SHAPE, DataType.DOUBLE, 2, Mode.EVALUATE, 3);
                ModelProbe discrete = new ModelProbe(
                        exact.discretize(Tableaus.RK4, Mesh.uniform(0, 1, 64)),
                        SHAPE,
                        DataType.DOUBLE,
                        2,
                        Mode.EVALUATE,
                        3)) {
            // RK4 with dt = 1/64: the error is a modest multiple of dt^4 = 6e-8.
            assertThat(discrete.output()).containsExactly(continuous.output(), within(1e-7));
            assertThat(discrete.gradient()).containsExactly(continuous.gradient(), within(1e-6));
        }
    }

    @Test
    void gradient_controlledSteps_isNearCentralDifferences() {
        OdeBlock node = ADAPTIVE.withSolver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10));
        try (ModelProbe probe = new ModelProbe(node, SHAPE, DataType.DOUBLE, 2, Mode.TRAIN, 3)) {
            // The mesh moves with the parameters in the differences: tolerance / h = 1e-6.
            double[] expected = probe.differences(1e-4);
            assertThat(probe.gradient()).containsExactly(expected, within(1e-5));
            assertThat(probe.plan.nfeForward()).isGreaterThan(6);
            assertThat(probe.plan.nfeBackward()).isGreaterThan(6);
        }
    }

    @Test
    void gradient_evaluationMode_isThatOfTraining() {
        OdeBlock node = OdeBlock.of(FIELD, OdeSolver.fixed(Tableaus.RK4, 3), DiscreteAdjoint.storeAll(), 0, 1);
        try (ModelProbe training = new ModelProbe(node, SHAPE, DataType.DOUBLE, 2, Mode.TRAIN, 3);
                ModelProbe evaluation = new ModelProbe(node, SHAPE, DataType.DOUBLE, 2, Mode.EVALUATE, 3)) {
            assertThat(evaluation.gradient()).containsExactly(training.gradient());
        }
    }

    @Test
    void structure_ofABlock_tellsItsMesh() {
        OdeStructure fixed = OdeBlock.of(FIELD, OdeSolver.fixed(Tableaus.RK4, 3), DiscreteAdjoint.storeAll(), 0, 1.5)
                .structure(SHAPE);
        assertThat(fixed.dt()).isEqualTo(0.5);
        assertThat(fixed.steps()).isEqualTo(3);
        assertThat(fixed.subnets()).isEqualTo(1);
        OdeStructure adaptive = ADAPTIVE.structure(SHAPE);
        assertThat(adaptive.dt()).isNaN();
        assertThat(adaptive.order()).isEqualTo(5);
    }
}
