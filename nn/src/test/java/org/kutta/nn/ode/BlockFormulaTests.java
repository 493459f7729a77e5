package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** Blocks that are no step of an ODE, against their formulas written out. */
class BlockFormulaTests {
    private static final int IN = 2;
    private static final int WIDTH = 3;

    static List<ButcherTableau> tableaus() {
        return Tableaus.all();
    }

    static List<ButcherTableau> pairs() {
        return Tableaus.all().stream()
                .filter(tableau -> tableau.errorEstimates() == 1)
                .toList();
    }

    private static Layer subnet() {
        return Sequential.of(Dense.of(WIDTH), new Tanh());
    }

    /** tanh(x W + b) with the next parameters of the vector. */
    private static double[] dense(double[] parameters, int offset, double[] x, boolean activated) {
        double[] y = new double[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            double sum = parameters[offset + x.length * WIDTH + j];
            for (int i = 0; i < x.length; i++) {
                sum += x[i] * parameters[offset + i * WIDTH + j];
            }
            y[j] = activated ? Math.tanh(sum) : sum;
        }
        return y;
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void transition_anyTableau_isTheSchemeWrittenOut(ButcherTableau tableau) {
        double dt = 0.5;
        int fromInput = IN * WIDTH + WIDTH;
        int own = WIDTH * WIDTH + WIDTH;
        TransitionStep step =
                new TransitionStep(tableau, dt, subnet(), Dense.of(WIDTH), subnet(), Optional.of(new Tanh()));
        try (ModelProbe probe = new ModelProbe(step, Shape.of(IN), DataType.DOUBLE, 1, Mode.TRAIN, 5)) {
            double[] parameters = NativeArrays.toHeap(probe.network.parameters());
            double[] base = dense(parameters, 0, probe.input, false);
            int offset = fromInput;
            double[][] k = new double[tableau.stages()][WIDTH];
            double[] sum = base.clone();
            for (int i = 0; i < k.length; i++) {
                if (!tableau.isUsed(i)) {
                    continue;
                }
                double[] input = base.clone();
                for (int j = 0; j < i; j++) {
                    add(dt * tableau.a(i, j), k[j], input);
                }
                k[i] = dense(parameters, offset, i == 0 ? probe.input : input, true);
                offset += i == 0 ? fromInput : own;
                add(dt * tableau.b(i), k[i], sum);
            }
            assertThat(offset).isEqualTo(parameters.length);
            double[] expected = Arrays.stream(sum).map(Math::tanh).toArray();
            assertThat(probe.output()).containsExactly(expected, within(1e-12));
        }
    }

    private static void add(double a, double[] x, double[] y) {
        for (int i = 0; i < y.length; i++) {
            y[i] += a * x[i];
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void errorGain_anyPair_isItsFormula(ButcherTableau tableau) {
        double tolerance = 0.05;
        Mesh mesh = Mesh.of(0, 0.5, 0.75);
        int own = WIDTH * WIDTH + WIDTH;
        ErrorGainStack stack = new ErrorGainStack(tableau, mesh, subnet(), tolerance);
        int order = Math.min(tableau.order(), tableau.embeddedOrder());
        try (ModelProbe probe = new ModelProbe(stack, Shape.of(WIDTH), DataType.DOUBLE, 2, Mode.TRAIN, 5)) {
            double[] parameters = NativeArrays.toHeap(probe.network.parameters());
            double[] output = probe.output();
            for (int sample = 0; sample < 2; sample++) {
                double[] y = Arrays.copyOfRange(probe.input, sample * WIDTH, (sample + 1) * WIDTH);
                int offset = 0;
                for (int n = 0; n < mesh.steps(); n++) {
                    double[][] k = new double[tableau.stages()][WIDTH];
                    double[] update = new double[WIDTH];
                    double[] error = new double[WIDTH];
                    for (int i = 0; i < k.length; i++) {
                        double[] input = y.clone();
                        for (int j = 0; j < i; j++) {
                            add(mesh.dt(n) * tableau.a(i, j), k[j], input);
                        }
                        k[i] = dense(parameters, offset, input, true);
                        offset += own;
                        add(mesh.dt(n) * tableau.b(i), k[i], update);
                        add(mesh.dt(n) * tableau.e(0, i), k[i], error);
                    }
                    double ratio = meanSquare(error) / (tolerance * tolerance * (meanSquare(y) + 1e-6));
                    add(Math.pow(1 + ratio, -0.5 / (order + 1)), update, y);
                }
                assertThat(Arrays.copyOfRange(output, sample * WIDTH, (sample + 1) * WIDTH))
                        .containsExactly(y, within(1e-12));
            }
        }
    }

    private static double meanSquare(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum() / x.length;
    }

    @Test
    void errorGain_methodWithoutEstimate_isRefused() {
        assertThatThrownBy(() -> new ErrorGainStack(Tableaus.RK4, Mesh.uniform(0, 1, 1), subnet(), 0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tableau (rk4) must have one error estimate");
    }

    @Test
    void transition_shapesThatDoNotMeet_areRefused() {
        TransitionStep step = new TransitionStep(
                Tableaus.MIDPOINT, 1, Dense.of(4), Dense.of(WIDTH), Dense.of(WIDTH), Optional.empty());
        assertThatThrownBy(() -> step.outputShape(Shape.of(IN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must give the shape of its shortcut, [3], but dense(4) maps [2] to [4]");
    }

    @Test
    void transition_spoiltWeight_isFound() {
        TransitionStep step =
                new TransitionStep(Tableaus.MIDPOINT, 1, subnet(), Dense.of(WIDTH), subnet(), Optional.empty());
        try (ModelProbe probe = new ModelProbe(step, Shape.of(IN), DataType.DOUBLE, 1, Mode.TRAIN, 5)) {
            probe.network.parameters().putScalar(2 * (IN * WIDTH + WIDTH), Double.NaN);
            assertThat(probe.output()).contains(Double.NaN);
            assertThat(probe.plan.firstNonFinite()).hasValue("stage1, layer 0 (dense(3))");
        }
    }
}
