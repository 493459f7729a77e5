package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

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

    /** ND4J's own readers cannot be counted, so none may stand in a layer but the embedding, which reads its tokens. */
    @Test
    void sources_ofLayers_callNoReader() throws IOException {
        Path layers = Path.of("src", "main", "java", "org", "kutta", "nn", "layer");
        try (Stream<Path> files = Files.list(layers)) {
            List<String> readers = files.filter(DeviceReadsTests::reads)
                    .map(file -> file.getFileName().toString())
                    .toList();
            assertThat(readers).containsExactly("Embedding.java");
        }
    }

    private static boolean reads(Path file) {
        try {
            return HOST_READS.matcher(Files.readString(file)).find();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
