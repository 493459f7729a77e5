package org.kutta.examples.science;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta augment}: a disc inside a ring, which no flow of the plane can pull apart, and which one more dimension solves. */
@Command(
        name = "augment",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Tell a disc from the ring around it: augmented ODEs.",
            "Trains neural ODEs of 2, 3 and 5 dimensions.",
            "The flow of a plane field keeps the disc inside the ring, so that no straight line parts them; one more dimension lifts it out. Writes pictures to kutta-augment.html.",
        })
public final class AugmentCommand implements Callable<Integer> {
    private static final int BATCH = 100;
    private static final int[] EXTRAS = {0, 1, 3};

    @Mixin
    private ScienceOptions options = new ScienceOptions("augment");

    /** The operations last microseconds: threads lose more by waiting for each other than they gain. */
    @Mixin
    private ThreadsOption threads = new ThreadsOption(1);

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public AugmentCommand() {}

    @Override
    public Integer call() throws IOException {
        options.check();
        threads.check();
        threads.apply();
        PrintWriter out = spec.commandLine().getOut();
        int trainSize = options.choose(500, 1000);
        int testSize = 500;
        double[] shown = points(testSize, options.seed() + 1);
        List<AugmentArm> arms = new ArrayList<>();
        try (ArrayBatches train = batches(points(trainSize, options.seed()), options.seed());
                ArrayBatches test = batches(shown, 0)) {
            List<AugmentResult.Figures> figures = new ArrayList<>();
            for (int extra : EXTRAS) {
                AugmentArm arm = new AugmentArm(extra, options.seed());
                arms.add(arm);
                arm.fit(new Fitting(spec.commandLine().getErr()), options.choose(10, 40), train, test, options.seed());
                figures.add(arm.figures(test));
            }
            AugmentResult result = new AugmentResult(trainSize, testSize, figures);
            out.print(AugmentReport.table(result).text());
            options.write(result, () -> AugmentReport.of(result, arms, shown))
                    .ifPresent(path -> out.printf("%nThe pictures are in %s%n", path));
            out.flush();
        } finally {
            arms.forEach(AugmentArm::close);
        }
        return ExitCode.OK;
    }

    /** Points of the disc of radius 1 and of the ring from 1.1 to 2, in turn. */
    static double[] points(int count, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        double[] points = new double[2 * count];
        for (int n = 0; n < count; n++) {
            double radius = isRing(n) ? Math.sqrt(1.21 + 2.79 * random.nextDouble()) : Math.sqrt(random.nextDouble());
            double angle = 2 * Math.PI * random.nextDouble();
            points[2 * n] = radius * Math.cos(angle);
            points[2 * n + 1] = radius * Math.sin(angle);
        }
        return points;
    }

    static boolean isRing(int index) {
        return index % 2 == 1;
    }

    private static ArrayBatches batches(double[] points, long seed) {
        int count = points.length / 2;
        double[] classes = new double[points.length];
        for (int n = 0; n < count; n++) {
            classes[2 * n + (isRing(n) ? 1 : 0)] = 1;
        }
        INDArray features = NativeArrays.zeros(DataType.FLOAT, count, 2);
        INDArray labels = NativeArrays.zeros(DataType.FLOAT, count, 2);
        NativeArrays.write(points, features);
        NativeArrays.write(classes, labels);
        return ArrayBatches.shuffled(features, labels, Math.min(BATCH, count), seed);
    }
}
