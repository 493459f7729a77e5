package org.kutta.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.InterpolatingAdjoint;
import org.kutta.adjoint.ReversibleAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Tolerances;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class SavedModelTests {
    private static final long SEED = 20_261_125L;

    @TempDir
    Path folder;

    private SavedModel rewritten(SavedModel model, ModelRegistry registry) {
        try {
            Path file = folder.resolve("model.kutta");
            model.write(file, registry);
            SavedModel read = SavedModel.read(file, registry);
            assertThat(read).isEqualTo(model);
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("org.kutta.nn.layer.LayerPullbackTests#layers")
    void model_anyLayer_isReadBitForBit(Layer layer, Shape shape, int batch, Mode mode) {
        for (DataType type : List.of(DataType.FLOAT, DataType.DOUBLE)) {
            try (Network network = Network.of(layer, shape, type, SEED);
                    Network again = rewritten(SavedModel.of(network), ModelRegistry.standard())
                            .toNetwork()) {
                assertThat(again.layer()).isEqualTo(layer);
                assertThat(again.dataType()).isEqualTo(type);
                assertThat(NativeArrays.toHeap(again.parameters()))
                        .isEqualTo(NativeArrays.toHeap(network.parameters()));
                assertThat(NativeArrays.toHeap(again.state())).isEqualTo(NativeArrays.toHeap(network.state()));
            }
        }
    }

    static Stream<Layer> blocks() {
        Layer field = Sequential.of(Dense.of(5), new Tanh(), Dense.of(3));
        ButcherTableau own = ButcherTableau.explicit("my \"third\" order")
                .row("0")
                .row("8/15", "8/15")
                .row("2/3", "1/4", "5/12")
                .weights("1/4", "0", "3/4")
                .order(3)
                .build();
        Mesh uneven = Mesh.of(0, 0.1, 0.7, 1);
        OdeSolver tuned = OdeSolver.adaptive(Tableaus.TSIT5)
                .tolerances(Tolerances.of(new double[] {1e-3, 1e-4, 0}, new double[] {1e-6, 1e-7, Double.MIN_NORMAL}))
                .controller(StepSizeController.pid(0.1, 0.3, 0.01))
                .initialStep(0.01)
                .minStep(1e-9)
                .maxStep(0.3)
                .maxSteps(Long.MAX_VALUE)
                .maxRejections(7)
                .save(Save.at(0.1, 1.0 / 3));
        Stream<OdeSolver> solvers = Stream.of(
                OdeSolver.adaptive(Tableaus.DOP853),
                tuned,
                OdeSolver.fixed(own, 7),
                OdeSolver.fixedStep(Tableaus.VERNER89, 0.3),
                OdeSolver.onMesh(Tableaus.GILL4, uneven),
                OdeSolver.onMesh(Tableaus.RK4, Mesh.uniform(0, 1, 7)),
                OdeSolver.onMesh(Tableaus.RK4, Mesh.stepping(0, 1, 0.3)));
        Stream<GradientMethod> methods = Stream.of(
                DiscreteAdjoint.storeAll(),
                DiscreteAdjoint.checkpointed(3).withTimeGradients(),
                DiscreteAdjoint.memoryBudget(1L << 40),
                BacksolveAdjoint.create(),
                BacksolveAdjoint.create()
                        .backward(OdeSolver.adaptive(Tableaus.BOSH3))
                        .failAbove(Double.POSITIVE_INFINITY),
                BacksolveAdjoint.create().fullNorm().reportAbove(0.5),
                InterpolatingAdjoint.create().quadrature(),
                InterpolatingAdjoint.create().fullNorm().withTimeGradients(),
                ReversibleAdjoint.coupled(0.9),
                ReversibleAdjoint.leapfrog(0.75));
        return Stream.of(
                        solvers.map(solver -> OdeBlock.of(field, solver, DiscreteAdjoint.storeAll(), 0, 1)),
                        methods.map(
                                method -> OdeBlock.of(field, OdeSolver.fixed(Tableaus.MIDPOINT, 3), method, 0.5, -2)),
                        Stream.<Layer>of(
                                RungeKuttaStack.shared(own, uneven, field),
                                RungeKuttaStack.perStage(Tableaus.RK4, uneven, field)
                                        .withAfterSum(new Relu())))
                .flatMap(layers -> layers);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void model_anySolverMeshAndMethod_isReadAsAnEqualLayer(Layer layer) {
        try (Network network = Network.of(layer, Shape.of(3), DataType.DOUBLE, SEED)) {
            assertThat(rewritten(SavedModel.of(network), ModelRegistry.standard())
                            .layer())
                    .isEqualTo(layer);
        }
    }

    @Test
    void registry_standard_hasEveryPublicLayer() throws Exception {
        Path classes = Path.of(
                Layer.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Set<String> missing = new TreeSet<>();
        int layers = 0;
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                String name = classes.relativize(file).toString();
                Class<?> type = Class.forName(
                        name.substring(0, name.length() - 6).replace('/', '.').replace('\\', '.'),
                        false,
                        Layer.class.getClassLoader());
                if (Layer.class.isAssignableFrom(type) && type.isRecord()) {
                    layers++;
                    if (!ModelRegistry.standard().types().containsValue(type)) {
                        missing.add(type.getName());
                    }
                }
            }
        }
        assertThat(layers).isGreaterThan(35);
        assertThat(missing).isEmpty();
    }

    @Test
    void network_readFromAFile_computesTheSameBits() {
        Layer layer = Sequential.of(
                Conv2d.of(4, 3),
                BatchNorm.of(),
                RungeKuttaStack.perStage(
                        Tableaus.MIDPOINT, Mesh.uniform(0, 1, 2), Sequential.of(new Tanh(), Conv2d.of(4, 3))),
                new Flatten(),
                Dense.of(3));
        try (Network network = Network.of(layer, Shape.of(5, 4, 2), DataType.FLOAT, SEED)) {
            try (NetworkPlan plan = network.plan(6, Mode.TRAIN)) {
                fill(plan.input());
                plan.forward();
                plan.commitStatistics();
            }
            try (Network again =
                    rewritten(SavedModel.of(network), ModelRegistry.standard()).toNetwork()) {
                assertThat(output(again)).isEqualTo(output(network));
            }
        }
    }

    private static void fill(INDArray input) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] values = new double[Math.toIntExact(input.length())];
        Arrays.setAll(values, i -> random.nextGaussian());
        NativeArrays.write(values, input);
    }

    private static double[] output(Network network) {
        try (NetworkPlan plan = network.plan(3, Mode.EVALUATE)) {
            fill(plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    @Test
    void numbers_ofEveryKind_keepTheirBits() {
        double[] strange = {
            Double.longBitsToDouble(0x7FF0_0000_0000_0001L),
            Double.longBitsToDouble(0xFFF8_0000_DEAD_BEEFL),
            -0.0,
            Double.MIN_VALUE,
            Double.NEGATIVE_INFINITY,
            Math.PI
        };
        SavedModel model = SavedModel.of(Dense.of(2).withoutBias(), Shape.of(3), strange);
        SavedModel read = rewritten(model, ModelRegistry.standard());
        try (Network network = read.toNetwork()) {
            assertThat(SavedModel.of(network)).isEqualTo(model);
        }
    }

    @Test
    void heapField_afterItsFile_hasTheSameParameters() {
        HeapField field = HeapField.of(Sequential.of(Dense.of(8), new Tanh(), Dense.of(2)), 2, SEED);
        HeapField again =
                rewritten(SavedModel.of(field), ModelRegistry.standard()).toHeapField();
        assertThat(again.parameters()).isEqualTo(field.parameters());
        assertThat(again.layer()).isEqualTo(field.layer());
    }

    @Test
    void file_sameModel_hasTheSameBytes() throws IOException {
        SavedModel model = SavedModel.of(Dense.of(2), Shape.of(3), new double[8]);
        model.write(folder.resolve("a"));
        model.write(folder.resolve("b"));
        assertThat(folder.resolve("a")).hasSameBinaryContentAs(folder.resolve("b"));
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void metadata_all_areKept() {
        ModelMetadata metadata = ModelMetadata.empty()
                .withClassNames(List.of("null", "eins", "٢"))
                .withNormalisation(0.5, 1.0 / 3)
                .withNote("training", "Adam, 4 epochs")
                .withNote("training", "Adam, 5 epochs");
        SavedModel read = rewritten(
                SavedModel.of(Dense.of(2), Shape.of(3), new double[8]).withMetadata(metadata),
                ModelRegistry.standard());
        assertThat(read.metadata()).isEqualTo(metadata);
        assertThat(read.metadata().notes()).containsEntry("training", "Adam, 5 epochs");
        assertThat(read.certificate()).isEqualTo(Optional.empty());
    }

    /** A layer of somebody's own. */
    record Twice(Layer inner, Optional<Double> factor) implements Layer {
        @Override
        public String name() {
            return "twice";
        }

        @Override
        public Shape outputShape(Shape input) {
            return inner.outputShape(inner.outputShape(input));
        }

        @Override
        public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
            throw new UnsupportedOperationException("never run");
        }
    }

    /** A record that cannot be written. */
    record Closure(Runnable code, Class<?> type) {}

    @Test
    void layer_ofOnesOwn_isKnownAfterItsNameIsGiven() {
        SavedModel model = SavedModel.of(new Twice(new Tanh(), Optional.of(2.0)), Shape.of(3), new double[0]);
        assertThatThrownBy(() -> model.write(folder.resolve("x")))
                .hasMessageContaining("Twice) must be a record with a name in the registry");
        assertThat(folder).isEmptyDirectory();
        rewritten(model, ModelRegistry.standard().with("twice", Twice.class));
        assertThatThrownBy(() -> SavedModel.read(folder.resolve("model.kutta")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("architecture.type (twice) must be a name that the registry knows");
    }

    @Test
    void registry_namesThatAreTakenOrRecordsWithoutForm_areRefused() {
        ModelRegistry registry = ModelRegistry.standard();
        assertThatThrownBy(() -> registry.with("dense", Twice.class))
                .hasMessageContaining("must be one that is not taken");
        assertThatThrownBy(() -> registry.with("other", Dense.class))
                .hasMessageContaining("must not have a name already");
        assertThatThrownBy(() -> registry.with("closure", Closure.class)).hasMessageContaining("has no form");
    }

    @Test
    void copyTo_networkOfOtherGroups_isRefused() {
        SavedModel model = SavedModel.of(Dense.of(2), Shape.of(3), new double[8]);
        try (Network same = Network.of(Dense.of(2), Shape.of(3), DataType.DOUBLE, 1);
                Network other = Network.of(Dense.of(3), Shape.of(3), DataType.DOUBLE, 1)) {
            model.copyTo(same);
            assertThat(NativeArrays.toHeap(same.parameters())).containsOnly(0);
            assertThatThrownBy(() -> model.copyTo(other)).hasMessageContaining("the parameters of the network must be");
        }
    }
}
