package org.kutta.examples.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientStats;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.report.Table;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The command {@code bench gradient}: neural ODEs of four sizes, solved and differentiated.
 *
 * <p>Cases are named {@code <size>-<method>-<kind>}. Networks have tanh hidden layers, weights drawn with standard deviation 0.1
 * and biases of zero; initial states are standard normal.
 */
@Command(
        name = "gradient",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {"Time solves of neural ODEs and their gradients.", "All cases take a minute or two."},
        footer = {
            "",
            "Cases are named <size>-<method>-<kind>.",
            "Sizes: tiny (batch 20, 2 variables, 50 hidden), single (1, 2, 50), small (128, 16, 64 and 64), "
                    + "medium (512, 64, 256 and 256).",
            "Methods: rk4 (20 steps on [0, 1]), dopri5 ([0, 10], rtol 1e-5, atol 1e-7).",
            "Kinds: forward, gradient (discrete, all steps stored), backsolve.",
            "On the heap a pass of small size or one sample takes one thread, a longer one all cores or, with "
                    + "--threads 1, one."
        })
public final class GradientBench implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--only", paramLabel = "TEXT", description = "Only cases whose name contains this text.")
    private String only = "";

    @Option(
            names = "--networks",
            paramLabel = "KIND",
            description =
                    "Where networks are computed: ${COMPLETION-CANDIDATES}; auto goes by size. Default: ${DEFAULT-VALUE}.")
    private Networks networks = Networks.AUTO;

    @Mixin
    private ThreadsOption threads;

    @Mixin
    private JsonOption json;

    GradientBench() {}

    /** Where a network is computed. */
    enum Networks {
        /** By the documented size rule. */
        AUTO,
        /** On the Java heap, in double. */
        HEAP,
        /** On ND4J arrays, in float. */
        ARRAYS
    }

    /** Shape of a batch and of the network. */
    private record Size(String name, int batch, int features, int hidden, int hiddenLayers) {
        Layer layer() {
            List<Layer> layers = new ArrayList<>();
            for (int i = 0; i < hiddenLayers; i++) {
                layers.add(Dense.of(hidden));
                layers.add(new Tanh());
            }
            layers.add(Dense.of(features));
            return new Sequential(layers);
        }

        /** Standard normal, row by row. */
        double[] initialState() {
            SplittableRandom random = new SplittableRandom(2);
            double[] y = new double[batch * features];
            for (int i = 0; i < y.length; i++) {
                y[i] = random.nextGaussian();
            }
            return y;
        }

        HeapField field() {
            Layer layer = layer();
            HeapField field = HeapField.of(layer, features, 1);
            SplittableRandom random = new SplittableRandom(1);
            double[] p = field.parameters();
            field.layout().groups().stream()
                    .filter(group -> group.name().endsWith("weight"))
                    .forEach(group -> {
                        for (long i = group.offset(); i < group.end(); i++) {
                            p[(int) i] = 0.1 * random.nextGaussian();
                        }
                    });
            return field;
        }
    }

    private record Method(String name, OdeSolver solver, double t1) {}

    private record Kind(String name, GradientMethod method, boolean backward) {}

    /** One measured case; the JSON file lists these. */
    record Result(String name, double medianMillis, long nfeForward, long nfeBackward, long peakBytes) {}

    /** The JSON file. */
    record Results(List<Result> cases) {}

    private static final List<Size> SIZES = List.of(
            new Size("tiny", 20, 2, 50, 1),
            new Size("single", 1, 2, 50, 1),
            new Size("small", 128, 16, 64, 2),
            new Size("medium", 512, 64, 256, 2));

    private static final List<Method> METHODS = List.of(
            new Method("rk4", OdeSolver.fixed(Tableaus.RK4, 20), 1),
            new Method("dopri5", OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-7), 10));

    private static final List<Kind> KINDS = List.of(
            new Kind("forward", BacksolveAdjoint.create(), false),
            new Kind("gradient", DiscreteAdjoint.storeAll(), true),
            new Kind("backsolve", BacksolveAdjoint.create(), true));

    @Override
    public Integer call() throws IOException {
        threads.check();
        json.check();
        List<Result> results = new ArrayList<>();
        PrintWriter out = spec.commandLine().getOut();
        for (Size size : SIZES) {
            for (Method method : METHODS) {
                for (Kind kind : KINDS) {
                    String name = size.name() + "-" + method.name() + "-" + kind.name();
                    if (name.contains(only)) {
                        Result result = measure(name, size, method, kind);
                        results.add(result);
                    }
                }
            }
        }
        Checks.check(
                !results.isEmpty(), "--only", only, "must be part of the name of a case, such as tiny-rk4-forward");
        out.print(table(results).text());
        out.flush();
        json.write(new Results(results));
        return 0;
    }

    private static Table table(List<Result> results) {
        Table table = Table.of("case", "median ms", "nfe forward", "nfe backward", "peak bytes");
        for (Result result : results) {
            table.row(
                    result.name(),
                    String.format(Locale.ROOT, "%.4f", result.medianMillis()),
                    Long.toString(result.nfeForward()),
                    Long.toString(result.nfeBackward()),
                    Long.toString(result.peakBytes()));
        }
        return table;
    }

    private Result measure(String name, Size size, Method method, Kind kind) {
        HeapField field = size.field();
        boolean heap =
                switch (networks) {
                    case HEAP -> true;
                    case ARRAYS -> false;
                    case AUTO -> field.isPreferredFor(size.batch());
                };
        if (heap) {
            DoubleArraySpace space = DoubleArraySpace.INSTANCE;
            try (GradientTask<double[]> task = new GradientTask<>(
                    kind.method(),
                    method.solver(),
                    space,
                    threads.isOne() ? field.singleThreaded() : field,
                    method.t1(),
                    size.initialState())) {
                return measure(name, task, kind);
            }
        }
        threads.apply();
        Shape shape = Shape.of(size.features());
        try (Network network = Network.of(field.layer(), shape, DataType.FLOAT, 1);
                INDArray y0 = NativeArrays.zeros(DataType.FLOAT, size.batch(), size.features())) {
            field.writeTo(network);
            NativeArrays.write(size.initialState(), y0);
            try (GradientTask<INDArray> task = new GradientTask<>(
                    kind.method(), method.solver(), NdArraySpace.FLOAT, network.field(), method.t1(), y0)) {
                return measure(name, task, kind);
            }
        }
    }

    private static Result measure(String name, GradientTask<?> task, Kind kind) {
        double millis = MedianTime.millis(kind.backward() ? task::gradient : task::forward);
        GradientStats stats = task.stats();
        long nfeBackward = kind.backward() ? stats.nfeBackward() : 0;
        return new Result(name, millis, stats.nfeForward(), nfeBackward, stats.peakBytes());
    }
}
