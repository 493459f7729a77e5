package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.report.Table;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.recipe.NetworkCatalogue;
import org.kutta.nn.recipe.NetworkRecipe;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command {@code bench networks}: a training step of each network of the catalogue, and its convolutions alone. */
@Command(
        name = "networks",
        mixinStandardHelpOptions = true,
        description =
                "Time a training step (SGD with momentum) of each network of the catalogue on 28 x 28 images, "
                        + "and its convolutions alone. The catalogue's channels are few: what is beside them weighs more than at full width.")
final class NetworksBench implements Callable<Integer> {
    private static final int WARM_UP = 3;
    private static final int CLASSES = 10;
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    /**
     * One timed network.
     *
     * @param name name in the catalogue
     * @param medianMillis median of a training step
     * @param floorMillis its convolutions alone
     * @param ratio the first over the second
     */
    record Case(String name, double medianMillis, double floorMillis, double ratio) {}

    /**
     * What the command gives as data.
     *
     * @param batch images of a step
     * @param cases one for each network
     */
    record Results(int batch, ImmutableList<Case> cases) {}

    @Spec
    private CommandSpec spec;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "5",
            description = "Steps to time, after " + WARM_UP + " to warm up. Default: ${DEFAULT-VALUE}.")
    private int steps;

    @Option(
            names = "--batch",
            paramLabel = "N",
            defaultValue = "32",
            description = "Images of a step. Default: ${DEFAULT-VALUE}.")
    private int batch;

    @Option(names = "--only", paramLabel = "TEXT", description = "Only the networks whose name contains this text.")
    private String only = "";

    @Override
    public Integer call() throws IOException {
        Checks.atLeast("--steps", steps, 1);
        Checks.atLeast("--batch", batch, 2);
        List<NetworkRecipe> recipes = NetworkCatalogue.matching(only);
        threads.check();
        json.check();
        threads.apply();
        Results results = new Results(batch, run(recipes));
        Table table = Table.of("network", "median ms", "convolutions alone, ms", "ratio");
        for (Case result : results.cases()) {
            table.row(
                    result.name(),
                    number("%.2f", result.medianMillis()),
                    number("%.2f", result.floorMillis()),
                    number("%.2f", result.ratio()));
        }
        spec.commandLine().getOut().print(table.text());
        spec.commandLine().getOut().flush();
        json.write(results);
        return 0;
    }

    private ImmutableList<Case> run(List<NetworkRecipe> recipes) {
        List<Case> cases = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(1);
        INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(batch));
        NativeArrays.write(random.doubles(images.length(), -1, 1).toArray(), images);
        INDArray labels =
                Labels.oneHot(DataType.FLOAT, random.ints(batch, 0, CLASSES).toArray(), CLASSES);
        try (ProgressDisplay progress =
                ProgressDisplay.begin(spec.commandLine().getErr(), "bench networks", recipes.size())) {
            for (NetworkRecipe recipe : recipes) {
                Layer layer = recipe.layer(IMAGE, CLASSES);
                double floor = ConvolutionFloor.millis(ConvolutionFloor.of(layer, IMAGE), batch, WARM_UP, 2 * steps);
                double median = stepMillis(layer, new DataSet(images, labels));
                cases.add(new Case(recipe.name(), median, floor, floor == 0 ? Double.NaN : median / floor));
                progress.stepTo(cases.size(), recipe.name());
            }
        } finally {
            images.close();
            labels.close();
        }
        return ImmutableList.copyOf(cases);
    }

    private double stepMillis(Layer layer, DataSet data) {
        List<Double> millis = new ArrayList<>();
        try (Network network = Network.of(layer, IMAGE, DataType.FLOAT, 1);
                NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            // A rate at which no weights grow: what is timed is arithmetic on ordinary numbers.
            Trainer trainer = Trainer.with(new Nesterovs(1e-6, 0.9)).epochs(WARM_UP + steps);
            for (EpochSummary step :
                    trainer.fit(trainable, Batches.of(List.of(data))).epochs()) {
                millis.add(step.seconds() * 1e3);
            }
        }
        return Quantiles.median().compute(millis.subList(WARM_UP, millis.size()));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
