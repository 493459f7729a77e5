package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

class RungeKuttaStackTests {
    private static final int WIDTH = 3;
    private static final int PER_NET = WIDTH * WIDTH + WIDTH;
    private static final Sequential SUBNET = Sequential.of(new TimeScaled(), Dense.of(WIDTH), new Tanh());
    private static final Mesh MESH = Mesh.of(0.0, 0.3, 0.5, 1.25);

    static List<ButcherTableau> tableaus() {
        return Tableaus.all();
    }

    /** Two evaluations of all sub-networks for every parameter: not for the longest. */
    static List<ButcherTableau> ofFewStages() {
        return Tableaus.all().stream().filter(tableau -> tableau.stages() <= 8).toList();
    }

    private static ModelProbe probe(RungeKuttaStack stack, int batch) {
        return new ModelProbe(stack, Shape.of(WIDTH), DataType.DOUBLE, batch, Mode.TRAIN, 17);
    }

    /** tanh((1 + t) x W + b), written out. */
    private static double[] subnet(double[] parameters, int offset, double t, double[] x) {
        double[] y = new double[WIDTH];
        for (int j = 0; j < WIDTH; j++) {
            double sum = parameters[offset + WIDTH * WIDTH + j];
            for (int i = 0; i < WIDTH; i++) {
                sum += (1 + t) * x[i] * parameters[offset + i * WIDTH + j];
            }
            y[j] = Math.tanh(sum);
        }
        return y;
    }

    /** The parameters of the n-th sub-network, at its time. */
    private interface Weights {
        double[] of(int net, double t);
    }

    private static Weights weights(RungeKuttaStack stack, double[] parameters) {
        return switch (stack.weights()) {
            case SHARED -> (net, t) -> parameters;
            case PER_STAGE -> (net, t) -> Arrays.copyOfRange(parameters, net * PER_NET, (net + 1) * PER_NET);
            case IN_TIME -> (net, t) -> theta(((TimeVarying) stack.subnet()).basis(), parameters, t);
        };
    }

    private static double[] theta(TimeBasis basis, double[] coefficients, double t) {
        double[] theta = new double[PER_NET];
        for (int k = 0; k < basis.size(); k++) {
            for (int i = 0; i < PER_NET; i++) {
                theta[i] += phi(basis, k, t) * coefficients[k * PER_NET + i];
            }
        }
        return theta;
    }

    /** The functions of the bases on [0, 1.25] and on MESH, written out. A stage of Verner's lies behind its step: there the last values hold. */
    private static double phi(TimeBasis basis, int k, double time) {
        double t = Math.min(time, 1.25);
        double angle = 2 * Math.PI * t / 1.25;
        double[] hats = {0.0, 0.3, 0.5, 1.25};
        return switch (basis.name()) {
            case "piecewise constant" -> k == (t < 0.3 ? 0 : t < 0.5 ? 1 : 2) ? 1 : 0;
            case "piecewise linear" ->
                k > 0 && t <= hats[k] && t >= hats[k - 1]
                        ? (t - hats[k - 1]) / (hats[k] - hats[k - 1])
                        : k < 3 && t >= hats[k] && t <= hats[k + 1] ? (hats[k + 1] - t) / (hats[k + 1] - hats[k]) : 0;
            case "fourier" -> k == 0 ? 1 : k % 2 == 1 ? Math.cos(0.5 * (k + 1) * angle) : Math.sin(0.5 * k * angle);
            default -> Math.cos(k * Math.acos(2 * t / 1.25 - 1));
        };
    }

    static List<TimeBasis> bases() {
        return List.of(
                new PiecewiseConstant(MESH),
                new PiecewiseLinear(MESH),
                new Fourier(0, 1.25, 2),
                new Chebyshev(0, 1.25, 3));
    }

    static Stream<Arguments> inTime() {
        return tableaus().stream().flatMap(tableau -> bases().stream().map(basis -> Arguments.of(tableau, basis)));
    }

    /** The scheme on one sample, straight from its definition. */
    private static double[] byHand(ButcherTableau tableau, Weights weights, double[] x, UnaryOperator<double[]> after) {
        double[] y = x;
        int net = 0;
        for (int n = 0; n < MESH.steps(); n++) {
            double[][] k = new double[tableau.stages()][WIDTH];
            double[] next = y.clone();
            for (int i = 0; i < tableau.stages(); i++) {
                if (!tableau.isUsed(i)) {
                    continue;
                }
                double[] input = y.clone();
                for (int j = 0; j < i; j++) {
                    for (int m = 0; m < WIDTH; m++) {
                        input[m] += MESH.dt(n) * tableau.a(i, j) * k[j][m];
                    }
                }
                double t = tableau.c(i) == 1 ? MESH.t(n + 1) : MESH.t(n) + tableau.c(i) * MESH.dt(n);
                k[i] = subnet(weights.of(net, t), 0, t, input);
                net++;
                for (int m = 0; m < WIDTH; m++) {
                    next[m] += MESH.dt(n) * tableau.b(i) * k[i][m];
                }
            }
            y = after.apply(next);
        }
        return y;
    }

    private static void assertByHand(RungeKuttaStack stack, UnaryOperator<double[]> after) {
        int batch = 2;
        try (ModelProbe probe = probe(stack, batch)) {
            double[] output = probe.output();
            double[] parameters = NativeArrays.toHeap(probe.network.parameters());
            for (int sample = 0; sample < batch; sample++) {
                double[] x = Arrays.copyOfRange(probe.input, sample * WIDTH, (sample + 1) * WIDTH);
                double[] expected = byHand(stack.tableau(), weights(stack, parameters), x, after);
                assertThat(Arrays.copyOfRange(output, sample * WIDTH, (sample + 1) * WIDTH))
                        .containsExactly(expected, within(1e-12));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void forward_perStage_isTheSchemeWrittenOut(ButcherTableau tableau) {
        assertByHand(RungeKuttaStack.perStage(tableau, MESH, SUBNET), y -> y);
    }

    @ParameterizedTest
    @MethodSource("tableaus")
    void forward_shared_isTheSchemeWrittenOut(ButcherTableau tableau) {
        assertByHand(RungeKuttaStack.shared(tableau, MESH, SUBNET), y -> y);
    }

    @ParameterizedTest
    @MethodSource("inTime")
    void forward_inTime_isTheSchemeWrittenOut(ButcherTableau tableau, TimeBasis basis) {
        assertByHand(RungeKuttaStack.inTime(tableau, MESH, SUBNET, basis), y -> y);
    }

    @Test
    void forward_layerAfterSum_isAppliedAfterEveryStep() {
        RungeKuttaStack stack =
                RungeKuttaStack.perStage(Tableaus.KUTTA3, MESH, SUBNET).withAfterSum(new Tanh());
        assertByHand(stack, y -> Arrays.stream(y).map(Math::tanh).toArray());
    }

    private static void assertGradient(RungeKuttaStack stack) {
        try (ModelProbe probe = probe(stack, 2)) {
            double[] expected = probe.differences(2e-6);
            double[] first = probe.gradient();
            // Truncation h^2 / 6 times third derivatives, which grow with the derivatives: Dormand-Prince's weights
            // near 12
            // bring both to a few hundred, Verner's beyond.
            double size = Arrays.stream(expected).map(Math::abs).max().orElse(0);
            assertThat(first).containsExactly(expected, within(1e-7 * Math.max(1, size)));
            assertThat(probe.gradient()).containsExactly(first);
        }
    }

    @ParameterizedTest
    @MethodSource("ofFewStages")
    void gradient_perStage_isThatOfCentralDifferences(ButcherTableau tableau) {
        assertGradient(RungeKuttaStack.perStage(tableau, MESH, SUBNET));
    }

    @ParameterizedTest
    @MethodSource("ofFewStages")
    void gradient_shared_isThatOfCentralDifferences(ButcherTableau tableau) {
        assertGradient(RungeKuttaStack.shared(tableau, MESH, SUBNET));
    }

    @ParameterizedTest
    @MethodSource("bases")
    void gradient_inTime_isThatOfCentralDifferences(TimeBasis basis) {
        assertGradient(RungeKuttaStack.inTime(Tableaus.RK4, MESH, SUBNET, basis));
        assertGradient(RungeKuttaStack.inTime(Tableaus.HEUN2, MESH, SUBNET, basis));
    }

    @Test
    void gradient_layerWithWeightsAfterSum_isThatOfCentralDifferences() {
        Sequential after = Sequential.of(Dense.of(WIDTH), new Tanh());
        assertGradient(RungeKuttaStack.perStage(Tableaus.MIDPOINT, MESH, SUBNET).withAfterSum(after));
    }

    @Test
    void gradient_insideANetwork_isThatOfCentralDifferences() {
        Sequential model = Sequential.of(
                Dense.of(WIDTH),
                RungeKuttaStack.perStage(Tableaus.HEUN2, MESH, SUBNET),
                new Tanh(),
                RungeKuttaStack.shared(Tableaus.RK4, MESH, SUBNET),
                Dense.of(2));
        try (ModelProbe probe = new ModelProbe(model, Shape.of(4), DataType.DOUBLE, 3, Mode.TRAIN, 5)) {
            assertThat(probe.gradient()).containsExactly(probe.differences(1e-5), within(1e-8));
        }
    }

    @Test
    void parameters_unusedStage_hasNone() {
        // Dormand-Prince has 7 stages, and its solution needs 6 of them.
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.DOPRI5, MESH, SUBNET);
        assertThat(stack.parameterCount(Shape.of(WIDTH))).isEqualTo(3L * 6 * PER_NET);
        assertThat(stack.parameters(Shape.of(WIDTH)).get(0).name()).isEqualTo("step0.stage0.1.weight");
        assertThat(stack.parameters(Shape.of(WIDTH)))
                .noneMatch(group -> group.name().contains("stage6"));
        try (ModelProbe probe = probe(stack, 1)) {
            double[] ignored = probe.gradient();
            assertThat(probe.plan.nfeForward()).isEqualTo(18);
            assertThat(probe.plan.nfeBackward()).isEqualTo(18);
        }
    }

    @Test
    void structure_ofBothWeights_saysWhatIsFaithful() {
        OdeStructure own = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 3, 3), SUBNET)
                .structure(Shape.of(WIDTH));
        assertThat(own.subnets()).isEqualTo(12);
        assertThat(own.dt()).isEqualTo(1.0);
        assertThat(own.totalTime()).isEqualTo(3.0);
        assertThat(own.parameters()).isEqualTo(12L * PER_NET);
        assertThat(own.odeFaithful()).isFalse();
        assertThat(own.notes()).singleElement().asString().contains("not steps of one vector field");
        OdeStructure shared = RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 3, 3), SUBNET)
                .structure(Shape.of(WIDTH));
        assertThat(shared.subnets()).isEqualTo(1);
        assertThat(shared.odeFaithful()).isTrue();
        assertThat(shared.notes()).isEmpty();
    }

    @Test
    void outputShape_subnetThatChangesTheShape_isRefused() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, MESH, Dense.of(5));
        assertThatThrownBy(() -> stack.outputShape(Shape.of(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must preserve the shape")
                .hasMessageContaining("dense(5) maps [3] to [5]");
    }

    @Test
    void constructor_tableauWithAWrongCoefficient_isRefusedWithItsCertificate() {
        // The improved Euler of a published residual network: a21 is 1/2 where it must be 1.
        ButcherTableau wrong = ButcherTableau.explicit("improved-euler")
                .row("0")
                .row("1/2", "1/2")
                .weights("1/2", "1/2")
                .order(2)
                .build();
        assertThatThrownBy(() -> RungeKuttaStack.perStage(wrong, MESH, SUBNET))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tableau improved-euler")
                .hasMessageContaining("order 2 is claimed, 1 is verified");
    }

    @Test
    void constructor_weightsUnlikeTheSubnetwork_areRefused() {
        assertThatThrownBy(
                        () -> new RungeKuttaStack(Tableaus.EULER, MESH, SUBNET, StackWeights.IN_TIME, Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be IN_TIME for a time-varying sub-network, and for no other");
    }

    @Test
    void withAfterSum_sharedWeights_isRefused() {
        RungeKuttaStack stack = RungeKuttaStack.shared(Tableaus.EULER, MESH, SUBNET);
        assertThatThrownBy(() -> stack.withAfterSum(new Tanh()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be PER_STAGE");
    }

    @Test
    void toContinuous_perStage_isRefusedWithTheReason() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.RK4, MESH, SUBNET);
        assertThatThrownBy(stack::toContinuous)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its 12 sub-networks are not one vector field");
    }

    @Test
    void firstNonFinite_spoiltWeight_namesStepAndStage() {
        try (ModelProbe probe = probe(RungeKuttaStack.perStage(Tableaus.MIDPOINT, MESH, SUBNET), 1)) {
            // Step 1, stage 1 is the fourth sub-network.
            probe.network.parameters().putScalar(3 * PER_NET, Double.NaN);
            assertThat(probe.output()).contains(Double.NaN);
            assertThat(probe.plan.firstNonFinite()).hasValue("step 1, stage 1, layer 1 (dense(3))");
        }
    }
}
