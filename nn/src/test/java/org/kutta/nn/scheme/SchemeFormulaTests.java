package org.kutta.nn.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.kutta.nn.scheme.TanhNets.plus;
import static org.kutta.nn.scheme.TanhNets.sum;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Gelu;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Residual;
import org.kutta.nn.layer.SelfAttention;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.ModelProbe;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.recipe.SchemeNetworks;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** Every block against the formula of its scheme, written out on the heap in double. */
class SchemeFormulaTests {
    private static final int WIDTH = 4;
    private static final int PER_NET = WIDTH * WIDTH + WIDTH;
    private static final long SEED = 23;

    /** Compares a layer on a batch of two with the formula for one sample: the nets and the sample in, the output out. */
    private static void assertFormula(Layer layer, BiFunction<TanhNets, double[], double[]> formula) {
        try (ModelProbe probe = new ModelProbe(layer, Shape.of(WIDTH), DataType.DOUBLE, 2, Mode.TRAIN, SEED)) {
            SplittableRandom random = new SplittableRandom(SEED + 1);
            double[] parameters = NativeArrays.toHeap(probe.network.parameters());
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] += 0.2 * random.nextGaussian();
            }
            NativeArrays.write(parameters, probe.network.parameters());
            double[] output = probe.output();
            for (int sample = 0; sample < 2; sample++) {
                int from = sample * WIDTH;
                double[] x = Arrays.copyOfRange(probe.input, from, from + WIDTH);
                int width = layer.name().startsWith("revnet") ? WIDTH / 2 : WIDTH;
                assertThat(Arrays.copyOfRange(output, from, from + WIDTH))
                        .as(layer.name())
                        .containsExactly(formula.apply(new TanhNets(parameters, width), x), within(1e-12));
            }
        }
    }

    private static Layer net() {
        return TanhNets.layer(WIDTH);
    }

    @Test
    void lmStack_scalarK_isTheTwoStepMethodWithAnEulerStart() {
        assertFormula(LmStack.of(net(), 4), (nets, u0) -> {
            double[] before = u0;
            double[] u = plus(u0, nets.next(u0));
            for (int n = 1; n < 4; n++) {
                double k = nets.number();
                double[] next = sum(new double[] {1 - k, k, 1}, u, before, nets.next(u));
                before = u;
                u = next;
            }
            return u;
        });
    }

    @Test
    void lmStack_kappaOfTheAuthors_isOneMinusK() {
        assertThat(LmStack.kOfKappa(1.1)).isCloseTo(-0.1, within(1e-15));
        assertThat(LmStack.kappaOfK(LmStack.kOfKappa(1.07))).isCloseTo(1.07, within(1e-15));
        assertThat(LmStack.of(net(), 2).lowestK()).isCloseTo(-0.1, within(1e-15));
        assertThat(LmStack.of(net(), 2).highestK()).isZero();
        // The authors' formula with kappa gives what ours gives with k.
        assertFormula(LmStack.of(net(), 3), (nets, u0) -> {
            double[] u1 = plus(u0, nets.next(u0));
            double kappa1 = LmStack.kappaOfK(nets.number());
            double[] u2 = sum(new double[] {1, kappa1, 1 - kappa1}, nets.next(u1), u1, u0);
            double kappa2 = LmStack.kappaOfK(nets.number());
            return sum(new double[] {1, kappa2, 1 - kappa2}, nets.next(u2), u2, u1);
        });
    }

    @Test
    void lmStack_kForEachChannel_weighsEachByItsOwn() {
        assertFormula(LmStack.of(net(), 2).withKForEachChannel(), (nets, u0) -> {
            double[] u1 = plus(u0, nets.next(u0));
            double[] k = nets.numbers(WIDTH);
            double[] u2 = nets.next(u1);
            for (int c = 0; c < WIDTH; c++) {
                u2[c] += (1 - k[c]) * u1[c] + k[c] * u0[c];
            }
            return u2;
        });
    }

    @Test
    void lmStack_kOfZero_isResNet() {
        assertFormula(LmStack.of(net(), 3).withInitialK(0, 0), (nets, u0) -> {
            double[] u1 = plus(u0, nets.next(u0));
            double k1 = nets.number();
            double[] u2 = sum(new double[] {1, 1, -k1, k1}, u1, nets.next(u1), u1, u0);
            double k2 = nets.number();
            return sum(new double[] {1, 1, -k2, k2}, u2, nets.next(u2), u2, u1);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void polyBlock_sharedWeights_isTheSumOfPowers(int order) {
        assertFormula(new PolyBlock(net(), order, true), (nets, x) -> {
            double[] power = x;
            double[] y = x;
            for (int j = 0; j < order; j++) {
                power = nets.apply(power);
                y = plus(y, power);
            }
            return y;
        });
    }

    @Test
    void polyBlock_ownWeights_isIdentityPlusFPlusGAfterF() {
        assertFormula(new PolyBlock(net(), 2, false), (nets, x) -> {
            double[] f = nets.next(x);
            return sum(new double[] {1, 1, 1}, x, f, nets.next(f));
        });
    }

    @Test
    void fractalBlock_threeColumns_isTheRecursionWithOneMeanWhereJoinsMeet() {
        // Parameters lie in the order of rows, the deepest column first.
        assertFormula(new FractalBlock(net(), 3), (nets, x) -> {
            double[] a1 = nets.next(x);
            double[] a2 = nets.next(a1);
            double[] b1 = nets.next(x);
            double[] half = sum(new double[] {0.5, 0.5}, a2, b1);
            double[] a3 = nets.next(half);
            double[] a4 = nets.next(a3);
            double[] b2 = nets.next(half);
            double[] c = nets.next(x);
            return sum(new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, a4, b2, c);
        });
        assertThat(new FractalBlock(net(), 4).parameterCount(Shape.of(WIDTH))).isEqualTo(15L * PER_NET);
        assertThat(new FractalBlock(net(), 4).depth()).isEqualTo(8);
    }

    @Test
    void revNet_twoBlocks_isTheCoupledStep() {
        Layer half = TanhNets.layer(WIDTH / 2);
        assertFormula(ReversibleStack.of(new ReversiblePair.RevNet(half, half), 2), (nets, x) -> {
            double[] x1 = Arrays.copyOfRange(x, 0, WIDTH / 2);
            double[] x2 = Arrays.copyOfRange(x, WIDTH / 2, WIDTH);
            for (int n = 0; n < 2; n++) {
                x1 = plus(x1, nets.next(x2));
                x2 = plus(x2, nets.next(x1));
            }
            return new double[] {x1[0], x1[1], x2[0], x2[1]};
        });
    }

    @Test
    void momentum_threeBlocks_isVelocityThenPosition() {
        assertFormula(ReversibleStack.of(new ReversiblePair.Momentum(net(), 0.8), 3), (nets, x) -> {
            double[] v = new double[WIDTH];
            for (int n = 0; n < 3; n++) {
                v = sum(new double[] {0.8, 0.2}, v, nets.next(x));
                x = plus(x, v);
            }
            return x;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void midpoint_anyNumberOfBlocks_isTheTwoStepRule(int blocks) {
        double dt = 0.3;
        assertFormula(ReversibleStack.of(new ReversiblePair.Midpoint(net(), dt), blocks), (nets, x0) -> {
            double[] before = x0;
            double[] x = sum(new double[] {1, dt}, x0, nets.next(x0));
            for (int n = 1; n < blocks; n++) {
                double[] next = sum(new double[] {1, 2 * dt}, before, nets.next(x));
                before = x;
                x = next;
            }
            return x;
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void leapfrog_anyNumberOfBlocks_isTheRuleOfSecondOrder(int blocks) {
        double dt = 0.7;
        assertFormula(ReversibleStack.of(new ReversiblePair.Leapfrog(net(), dt), blocks), (nets, x0) -> {
            double[] before = x0;
            double[] x = sum(new double[] {1, dt * dt / 2}, x0, nets.next(x0));
            for (int n = 1; n < blocks; n++) {
                double[] next = sum(new double[] {2, -1, dt * dt}, x, before, nets.next(x));
                before = x;
                x = next;
            }
            return x;
        });
    }

    private static double[][] stages(ButcherTableau tableau, TanhNets nets, double[] x) {
        double[][] f = new double[tableau.stages()][];
        for (int i = 0; i < f.length; i++) {
            double[] y = x;
            for (int j = 0; j < i; j++) {
                y = sum(new double[] {1, tableau.a(i, j)}, y, f[j]);
            }
            f[i] = nets.apply(y);
        }
        nets.skip(PER_NET);
        return f;
    }

    @Test
    void gatedStep_coefficients_weighTheStages() {
        for (ButcherTableau tableau : List.of(Tableaus.MIDPOINT, Tableaus.HEUN2, Tableaus.RK4)) {
            assertFormula(new GatedStep(tableau, net(), StageGate.COEFFICIENTS), (nets, x) -> {
                double[][] f = stages(tableau, nets, x);
                double[] y = x;
                for (double[] stage : f) {
                    y = sum(new double[] {1, nets.number()}, y, stage);
                }
                return y;
            });
        }
    }

    @Test
    void gatedStep_softmax_isTheSoftmaxOfTheStages() {
        for (ButcherTableau tableau : List.of(Tableaus.HEUN2, Tableaus.RK4)) {
            int s = tableau.stages();
            assertFormula(new GatedStep(tableau, net(), StageGate.SOFTMAX), (nets, x) -> {
                double[][] f = stages(tableau, nets, x);
                double[] weight = nets.numbers(s * WIDTH * s);
                double[] logits = nets.numbers(s);
                for (int i = 0; i < s; i++) {
                    for (int j = 0; j < s; j++) {
                        for (int c = 0; c < WIDTH; c++) {
                            logits[i] += f[j][c] * weight[(j * WIDTH + c) * s + i];
                        }
                    }
                }
                double[] g = Arrays.stream(logits).map(Math::exp).toArray();
                double total = Arrays.stream(g).sum();
                double[] y = x;
                for (int i = 0; i < s; i++) {
                    y = sum(new double[] {1, g[i] / total}, y, f[i]);
                }
                return y;
            });
        }
    }

    /** Both gates start at the tableau's weights. */
    @Test
    void gatedStep_untrained_isTheStepOfTheTableau() {
        for (StageGate gate : StageGate.values()) {
            for (ButcherTableau tableau : List.of(Tableaus.HEUN2, Tableaus.RK4)) {
                Layer step = RungeKuttaStack.shared(tableau, Mesh.uniform(0, 1, 1), net());
                try (ModelProbe gated = new ModelProbe(
                                new GatedStep(tableau, net(), gate),
                                Shape.of(WIDTH),
                                DataType.DOUBLE,
                                3,
                                Mode.TRAIN,
                                SEED);
                        ModelProbe plain =
                                new ModelProbe(step, Shape.of(WIDTH), DataType.DOUBLE, 3, Mode.TRAIN, SEED)) {
                    assertThat(gated.output(plain.input)).containsExactly(plain.output(), within(1e-14));
                }
            }
        }
    }

    /** An Euler step of 1 over the field is the transformer layer that the textbooks draw. */
    @Test
    void transformerField_eulerStep_isTheTransformerLayer() {
        Shape shape = Shape.of(5, 6);
        Layer dense = Sequential.of(Dense.of(7), new Gelu(), Dense.of(6));
        Layer first = Sequential.of(
                new Residual(Sequential.of(LayerNorm.of(), SelfAttention.of(2))),
                new Residual(Sequential.of(LayerNorm.of(), dense)));
        Layer last =
                Sequential.of(new Residual(SelfAttention.of(2)), LayerNorm.of(), new Residual(dense), LayerNorm.of());
        for (boolean normFirst : new boolean[] {true, false}) {
            Layer step = RungeKuttaStack.shared(
                    Tableaus.EULER, Mesh.uniform(0, 1, 1), new TransformerField(2, 7, normFirst));
            try (ModelProbe field = new ModelProbe(step, shape, DataType.DOUBLE, 2, Mode.TRAIN, SEED);
                    ModelProbe layer =
                            new ModelProbe(normFirst ? first : last, shape, DataType.DOUBLE, 2, Mode.TRAIN, SEED)) {
                assertThat(NativeArrays.toHeap(field.network.parameters()))
                        .isEqualTo(NativeArrays.toHeap(layer.network.parameters()));
                assertThat(field.output(layer.input)).containsExactly(layer.output(), within(1e-12));
            }
        }
    }

    /** What a layer gives for parameters that are handed in. */
    private static double[] output(Layer layer, Shape shape, double[] parameters, double[] x) {
        try (ModelProbe probe = new ModelProbe(layer, shape, DataType.DOUBLE, 2, Mode.TRAIN, SEED)) {
            NativeArrays.write(parameters, probe.network.parameters());
            return probe.output(x);
        }
    }

    @Test
    void repConv_ofItsBranches_isTheSum() {
        Shape image = Shape.of(4, 3, 2);
        BatchNorm norm = BatchNorm.of();
        Layer three = Sequential.of(Conv2d.of(2, 3).withoutBias(), norm);
        Layer one = Sequential.of(Conv2d.of(2, 1).withoutBias(), norm);
        SplittableRandom random = new SplittableRandom(SEED);
        double[] parameters = random.doubles(36 + 4 + 4 + 4 + 4, -1, 1).toArray();
        double[] x = random.doubles(2 * image.size(), -1, 1).toArray();
        double[] expected = sum(
                new double[] {1, 1, 1},
                output(three, image, Arrays.copyOfRange(parameters, 0, 40), x),
                output(one, image, Arrays.copyOfRange(parameters, 40, 48), x),
                output(norm, image, Arrays.copyOfRange(parameters, 48, 52), x));
        assertThat(output(RepConv.of(2), image, parameters, x)).containsExactly(expected, within(1e-12));
    }

    @Test
    void denseBlock_twoLayers_putsEachBesideAllBeforeIt() {
        Shape image = Shape.of(3, 4, 2);
        Layer added = Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(3, 3).withoutBias());
        SplittableRandom random = new SplittableRandom(SEED);
        double[] first = random.doubles(4 + 9 * 2 * 3, -1, 1).toArray();
        double[] second = random.doubles(10 + 9 * 5 * 3, -1, 1).toArray();
        double[] x = random.doubles(2 * image.size(), -1, 1).toArray();
        double[] x1 = beside(x, 2, output(added, image, first, x), 3);
        double[] expected = beside(x1, 5, output(added, image.withLast(5), second, x1), 3);
        double[] parameters =
                DoubleStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
        assertThat(output(SchemeNetworks.denseBlock(2, 3), image, parameters, x))
                .containsExactly(expected, within(1e-12));
    }

    private static double[] beside(double[] a, int ofA, double[] b, int ofB) {
        double[] joined = new double[a.length + b.length];
        for (int row = 0; row < a.length / ofA; row++) {
            System.arraycopy(a, row * ofA, joined, row * (ofA + ofB), ofA);
            System.arraycopy(b, row * ofB, joined, row * (ofA + ofB) + ofA, ofB);
        }
        return joined;
    }
}
