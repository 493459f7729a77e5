package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** What a solve and a layer read from the device: on a card every read waits for all that was queued. */
class DeviceReadsTests {

    private static final Pattern HOST_READS = Pattern.compile(
            "\\.(getDouble|getFloat|getInt|putScalar|toDoubleVector|toFloatVector|\\w+Number)\\(|NativeArrays\\.toHeap\\(");

    @Test
    void solve_largeState_readsOneNumberAStep() {
        Sequential net = Sequential.of(GroupNorm.of(2), new Relu(), Conv2d.of(4, 3));
        try (Network network = Network.of(net, Shape.of(16, 16, 4), DataType.FLOAT, 1);
                INDArray y0 = NativeArrays.zeros(DataType.FLOAT, 16, 16, 16, 4)) {
            y0.assign(0.5);
            try (LayerBinding field = network.field().bind(y0);
                    DeviceReads reads = new DeviceReads()) {
                OdeSolver solver = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-3, 1e-3);
                Solution<INDArray> solution = solver.solve(OdeProblem.of(NdArraySpace.FLOAT, field, 0, 1, y0));
                long tried = solution.stats().accepted() + solution.stats().rejected();
                // Choosing the first step, and a look at the start and the end, cost a constant number more.
                assertThat(reads.count()).isBetween(tried, tried + 6);
            }
        }
    }

    @Test
    void forwardAndBackward_network_readNothing() {
        Sequential net = Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(4, 3), GroupNorm.of(2));
        try (Network network = Network.of(net, Shape.of(8, 8, 4), DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(2, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            try (DeviceReads reads = new DeviceReads()) {
                plan.forward();
                plan.backward();
                plan.commitStatistics();
                assertThat(reads.count()).isZero();
            }
        }
    }

    private static final Sequential SUBNET = Sequential.of(GroupNorm.of(2), new Relu(), Conv2d.of(4, 3));
    private static final OdeSolver ADAPTIVE = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-3, 1e-3);

    /** A solve looks at its start, its first step and its end: a constant number of reads besides one a step. */
    private static final int AROUND_A_SOLVE = 6;

    static Stream<Arguments> depths() {
        Mesh mesh = Mesh.uniform(0, 1, 5);
        return Stream.of(
                arguments(RungeKuttaStack.perStage(Tableaus.RK4, mesh, SUBNET), 0),
                arguments(RungeKuttaStack.shared(Tableaus.MIDPOINT, mesh, SUBNET), 0),
                arguments(
                        OdeBlock.of(SUBNET, OdeSolver.onMesh(Tableaus.RK4, mesh), DiscreteAdjoint.storeAll(), 0, 1), 0),
                arguments(OdeBlock.of(SUBNET, ADAPTIVE, DiscreteAdjoint.storeAll(), 0, 1), 1),
                arguments(OdeBlock.of(SUBNET, ADAPTIVE, DiscreteAdjoint.checkpointed(2), 0, 1), 1));
    }

    /**
     * Forward pass, loss, backward pass and update: the loss, the gradient's norm, and one number for each step that a tolerance judges. The end of an epoch looks at the
     * parameters once more.
     */
    @ParameterizedTest
    @MethodSource("depths")
    void trainingStep_stackOrOdeBlock_readsTwoNumbersAndOneASolverStep(Layer depth, int readsPerSolverStep) {
        Sequential layers = Sequential.of(depth, new Flatten(), Dense.of(2));
        INDArray images = NativeArrays.zeros(DataType.FLOAT, 32, 16, 16, 4).assign(0.5);
        INDArray labels = Labels.oneHot(DataType.FLOAT, new int[32], 2);
        List<Long> counts = new ArrayList<>();
        List<Long> evaluations = new ArrayList<>();
        try (Network network = Network.of(layers, Shape.of(16, 16, 4), DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                DeviceReads reads = new DeviceReads()) {
            TrainingListener listener = new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    counts.add(reads.count());
                    evaluations.add(model.planFor(32).orElseThrow().nfeForward());
                }
            };
            Trainer.with(new Adam(1e-3))
                    .clipNorm(1)
                    .listener(listener)
                    .fit(model, Batches.of(Collections.nCopies(4, new DataSet(images, labels))));
        }
        for (int step = 1; step < 4; step++) {
            long read = counts.get(step) - counts.get(step - 1);
            boolean fixed = depth instanceof RungeKuttaStack;
            // Of three stages the last is the first of the next step, so that evaluations are more than the steps
            // tried.
            long bound = 2 + (fixed ? 0 : AROUND_A_SOLVE) + readsPerSolverStep * evaluations.get(step) / 3;
            assertThat(read).isBetween(2L, bound);
        }
    }

    /** ND4J's own readers cannot be counted, so none may stand in a layer but the embedding, which reads its tokens. */
    @Test
    void sources_ofLayersStacksAndBlocks_callNoReader() throws IOException {
        List<String> readers = new ArrayList<>();
        for (String feature : List.of("layer", "ode")) {
            try (Stream<Path> files = Files.list(Path.of("src", "main", "java", "org", "kutta", "nn", feature))) {
                files.filter(file -> feature.equals("layer") || file.toString().matches(".*(Plan|Stages)\\.java"))
                        .filter(DeviceReadsTests::reads)
                        .map(file -> file.getFileName().toString())
                        .forEach(readers::add);
            }
        }
        assertThat(readers).containsExactly("Embedding.java");
    }

    private static boolean reads(Path file) {
        try {
            return HOST_READS.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
