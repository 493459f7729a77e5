package org.kutta.nn.scheme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.PiecewiseConstant;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ReparametrizationTests {
    private static final Shape IMAGE = Shape.of(9, 8, 2);
    private static final long SEED = 8;
    private static final Sequential MODEL = Sequential.of(
            new RepConv(4, 2),
            new Relu(),
            RungeKuttaStack.perStage(
                    Tableaus.MIDPOINT, Mesh.uniform(0, 2, 2), Sequential.of(RepConv.of(4), new Relu())),
            RepConv.of(6),
            new Relu(),
            new GlobalAveragePool(),
            Dense.of(3));

    private static double[] output(Network network, double[] x) {
        try (NetworkPlan plan = network.plan(3, Mode.EVALUATE)) {
            NativeArrays.write(x, plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    /** Some steps of statistics and random parameters, so that no norm is the identity. */
    private static Network trained(DataType type) {
        SplittableRandom random = new SplittableRandom(SEED);
        Network network = Network.of(MODEL, IMAGE, type, SEED);
        double[] parameters = NativeArrays.toHeap(network.parameters());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] += 0.2 * random.nextGaussian();
        }
        NativeArrays.write(parameters, network.parameters());
        try (NetworkPlan plan = network.plan(3, Mode.TRAIN)) {
            for (int step = 0; step < 5; step++) {
                NativeArrays.write(random.doubles(plan.input().length(), -1, 2).toArray(), plan.input());
                plan.forward();
                plan.commitStatistics();
            }
        }
        return network;
    }

    @Test
    void fuse_midpointRepVgg_hasEqualOutputsAndOneConvolutionForEachBlock() {
        double[] x =
                new SplittableRandom(SEED + 1).doubles(3 * IMAGE.size(), -1, 2).toArray();
        for (DataType type : new DataType[] {DataType.DOUBLE, DataType.FLOAT}) {
            try (Network network = trained(type);
                    Network fused = Reparametrization.fuse(network)) {
                double[] expected = output(network, x);
                double size = 0;
                for (double value : expected) {
                    size = Math.max(size, Math.abs(value));
                }
                // A hundred roundings of sums over up to 54 products.
                double bound = 100 * (type == DataType.FLOAT ? 0x1p-24 : 0x1p-53) * size;
                assertThat(output(fused, x)).as("seed %s, %s", SEED, type).containsExactly(expected, within(bound));
                assertThat(fused.state().isEmpty()).isTrue();
                // One 3x3 convolution with bias for each of the six blocks, and the dense layer.
                long convolutions = 9 * (2 * 4 + 4 * 4 * 4 + 4 * 6) + 4 + 4 * 4 + 6;
                assertThat(fused.parameters().length()).isEqualTo(convolutions + 6 * 3 + 3);
            }
        }
    }

    @Test
    void fuse_otherLayers_keepsThemAndTheirNumbers() {
        Sequential model = Sequential.of(Conv2d.of(3, 3), RepConv.of(3), new GlobalAveragePool(), Dense.of(2));
        try (Network network = Network.of(model, IMAGE, DataType.DOUBLE, SEED);
                Network fused = Reparametrization.fuse(network)) {
            assertThat(((Sequential) fused.layer()).layers())
                    .containsExactly(Conv2d.of(3, 3), Conv2d.of(3, 3), new GlobalAveragePool(), Dense.of(2));
            INDArray mine = network.parameters();
            INDArray theirs = fused.parameters();
            assertThat(NativeArrays.toHeap(NativeArrays.slice(theirs, 0, 57)))
                    .isEqualTo(NativeArrays.toHeap(NativeArrays.slice(mine, 0, 57)));
            assertThat(NativeArrays.toHeap(NativeArrays.slice(theirs, theirs.length() - 8, 8)))
                    .isEqualTo(NativeArrays.toHeap(NativeArrays.slice(mine, mine.length() - 8, 8)));
        }
    }

    /** Shared weights are fused once; weights in time, which are no block's own, stay. */
    @Test
    void fuse_stacksThatShare_fusesTheOneSubnet() {
        Sequential field = Sequential.of(RepConv.of(2), new Relu());
        Mesh mesh = Mesh.uniform(0, 1, 3);
        Sequential model = Sequential.of(
                RungeKuttaStack.shared(Tableaus.MIDPOINT, mesh, field),
                RungeKuttaStack.inTime(Tableaus.EULER, mesh, field, new PiecewiseConstant(mesh)));
        double[] x =
                new SplittableRandom(SEED + 1).doubles(3 * IMAGE.size(), -1, 1).toArray();
        try (Network network = Network.of(model, IMAGE, DataType.DOUBLE, SEED);
                Network fused = Reparametrization.fuse(network)) {
            double[] expected = output(network, x);
            assertThat(output(fused, x)).containsExactly(expected, within(1e-12));
            Sequential layers = (Sequential) fused.layer();
            assertThat(((RungeKuttaStack) layers.layers().get(0)).subnet())
                    .isEqualTo(Sequential.of(Conv2d.of(2, 3), new Relu()));
            assertThat(layers.layers().get(1)).isEqualTo(model.layers().get(1));
        }
    }
}
