package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/** What every gradient method refuses. */
class GradientSolveTests {
    private static final double[] Y0 = {1, 2};
    private static final double[] BAR = {1, 1};

    static Stream<GradientMethod> methods() {
        return Stream.of(
                DiscreteAdjoint.storeAll(),
                DiscreteAdjoint.checkpointed(2),
                BacksolveAdjoint.create(),
                InterpolatingAdjoint.create(),
                ReversibleAdjoint.coupled());
    }

    private static GradientSolve<double[]> bind(GradientMethod method) {
        return method.bind(
                OdeSolver.fixed(Tableaus.RK4, 4), DoubleArraySpace.INSTANCE, new LinearField(2, -1, 0.5, 0.2, -2), Y0);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void forward_stateOfAnotherSize_isRefused(GradientMethod method) {
        try (GradientSolve<double[]> solve = bind(method)) {
            for (double[] y0 : List.of(new double[1], new double[3])) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> solve.forward(0, 1, y0))
                        .withMessageContaining("y0 has " + y0.length + " components but must have 2");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void backward_cotangentOfAnotherSize_isRefused(GradientMethod method) {
        try (GradientSolve<double[]> solve = bind(method)) {
            solve.forward(0, 1, Y0, 0.5, 1);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(new double[3], null, null))
                    .withMessageContaining("finalBar has 3 components");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(BAR, new double[1], null))
                    .withMessageContaining("y0Bar has 1 components");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(BAR, null, new double[1]))
                    .withMessageContaining("parametersBar has 1 components");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(List.of(BAR, new double[3]), null, null))
                    .withMessageContaining("savedBars has 3 components");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> solve.backward(List.of(BAR), null, null))
                    .withMessageContaining("must be one for each of 2 saved states");
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void backward_beforeForward_isRefused(GradientMethod method) {
        try (GradientSolve<double[]> solve = bind(method)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> solve.backward(BAR, null, null))
                    .withMessageContaining("forward solve that succeeded");
        }
    }
}
