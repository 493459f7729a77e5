package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.report.Table;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench field}: what the gradient of a convolutional neural ODE costs beside its solve. */
@Command(
        name = "field",
        mixinStandardHelpOptions = true,
        description =
                "Time a convolutional neural ODE (group norm, tanh, conv 3x3, twice; RK4, 4 steps; 16 x 16 images): a plain solve, "
                        + "and a solve that keeps its linearizations with the discrete gradient.")
final class FieldBench implements Callable<Integer> {
    private static final int STEPS = 4;
    private static final int IMAGE = 16;

    /**
     * One field.
     *
     * @param name such as {@code conv-c16}
     * @param forwardMillis median of a plain solve
     * @param gradientMillis median of a solve with linearizations and its gradient
     * @param ratio the second over the first
     */
    record Case(String name, double forwardMillis, double gradientMillis, double ratio) {}

    /**
     * What the command gives as data.
     *
     * @param cases one for each field
     */
    record Results(ImmutableList<Case> cases) {}

    private record Size(String name, int channels, int batch) {}

    private static final ImmutableList<Size> SIZES =
            ImmutableList.of(new Size("conv-c16", 16, 32), new Size("conv-c64", 64, 16));

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption();

    @Option(names = "--only", paramLabel = "TEXT", description = "Only the fields whose name contains this text.")
    private String only = "";

    @Override
    public Integer call() throws IOException {
        threads.check();
        json.check();
        List<Size> sizes =
                SIZES.stream().filter(size -> size.name().contains(only)).toList();
        Checks.check(!sizes.isEmpty(), "--only", only, "must be part of a name such as conv-c16");
        threads.apply();
        Table table = Table.of("field", "solve, ms", "with gradient, ms", "ratio");
        List<Case> cases = new ArrayList<>();
        for (Size size : sizes) {
            Case result = measure(size);
            cases.add(result);
            table.row(
                    result.name(),
                    number(result.forwardMillis()),
                    number(result.gradientMillis()),
                    number(result.ratio()));
        }
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        json.write(new Results(ImmutableList.copyOf(cases)));
        return 0;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }

    private static Layer field(int channels) {
        int groups = channels / 4;
        return Sequential.of(
                GroupNorm.of(groups),
                new Tanh(),
                Conv2d.of(channels, 3),
                GroupNorm.of(groups),
                new Tanh(),
                Conv2d.of(channels, 3));
    }

    private static Case measure(Size size) {
        Shape shape = Shape.of(IMAGE, IMAGE, size.channels());
        try (Network network = Network.of(field(size.channels()), shape, DataType.FLOAT, 1);
                INDArray y0 = NativeArrays.zeros(DataType.FLOAT, shape.withBatch(size.batch()))) {
            NativeArrays.write(
                    new SplittableRandom(2).doubles(y0.length(), -1, 1).toArray(), y0);
            double forward;
            try (GradientTask<INDArray> plain = task(BacksolveAdjoint.create(), network, y0)) {
                forward = MedianTime.millis(plain::forward);
            }
            try (GradientTask<INDArray> discrete = task(DiscreteAdjoint.storeAll(), network, y0)) {
                double gradient = MedianTime.millis(discrete::gradient);
                return new Case(size.name(), forward, gradient, gradient / forward);
            }
        }
    }

    private static GradientTask<INDArray> task(GradientMethod method, Network network, INDArray y0) {
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, STEPS);
        return new GradientTask<>(method, solver, NdArraySpace.FLOAT, network.field(), 1, y0);
    }
}
