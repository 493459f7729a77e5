package org.kutta.examples.landscape;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.cli.ThreadsOption;
import org.kutta.examples.data.LabelledData;
import org.kutta.nn.Network;
import org.kutta.nn.landscape.Axis;
import org.kutta.nn.landscape.Direction;
import org.kutta.nn.landscape.Lanczos;
import org.kutta.nn.landscape.Landscape;
import org.kutta.nn.landscape.LossSurface;
import org.kutta.nn.landscape.NetworkLoss;
import org.kutta.nn.landscape.ParameterTrajectory;
import org.kutta.nn.landscape.PrincipalPlane;
import org.kutta.nn.landscape.RandomDirections;
import org.kutta.nn.landscape.Sharpness;
import org.kutta.nn.landscape.SharpnessFigures;
import org.kutta.nn.landscape.TrajectoryProjection;
import org.kutta.nn.landscape.TrajectoryRecorder;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.nn.train.TrainingStatus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

/** Trains arms on the same data and looks at their surfaces, one arm after the other. Closing frees the data. */
final class SurfaceRun implements AutoCloseable {
    private static final int SNAPSHOTS = 25;
    private static final int EVALUATION_BATCH = 100;

    private final SurfaceSettings settings;
    private final @Nullable Path folder;
    private final ThreadsOption threads;
    private final PrintWriter err;
    private final LabelledData data;
    private final Shape shape;
    private final int classes;
    private final DataSet trainSet;
    private final DataSet testSet;
    private final DataSet lossSet;
    private final ArrayBatches train;
    private final ArrayBatches test;

    /** With a folder, trained arms and surfaces are kept there, and taken up from there. */
    SurfaceRun(
            LabelledData data,
            SurfaceSettings settings,
            @Nullable Path folder,
            ThreadsOption threads,
            PrintWriter err) {
        this.settings = settings;
        this.folder = folder;
        this.threads = threads;
        this.err = err;
        this.data = data;
        shape = Shape.of(data.train().shape());
        classes = data.train().classes();
        trainSet = data.train().toDataSet();
        testSet = data.test().toDataSet();
        lossSet = data.first(settings.samples(), 1).train().toDataSet();
        train = ArrayBatches.shuffled(trainSet.getFeatures(), trainSet.getLabels(), settings.batch(), settings.seed());
        test = ArrayBatches.inOrder(testSet.getFeatures(), testSet.getLabels(), EVALUATION_BATCH);
    }

    ArmSurface look(SurfaceArm arm) throws IOException {
        try (Network network = Network.of(arm.layers(shape, classes), shape, DataType.FLOAT, settings.seed())) {
            TrainedArm trained = trained(arm, network);
            NativeArrays.write(trained.way().end(), network.parameters());
            return surface(arm.name(), arm.order(), network, trained.testAccuracy(), trained.way());
        }
    }

    /** A trained model, whose way of training is not known. */
    ArmSurface look(String name, SavedModel model) {
        LabelledData own = data.normalisedFor(model.metadata());
        if (!own.normalisation().equals(data.normalisation())) {
            try (SurfaceRun run = new SurfaceRun(own, settings, folder, threads, err)) {
                return run.look(name, model);
            }
        }
        try (Network network = model.toNetwork();
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                NetworkTrainable checked = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 0)) {
            checked.check(testSet);
            return surface(name, 0, network, evaluator.classes(test).accuracy(), null);
        }
    }

    private TrainedArm trained(SurfaceArm arm, Network network) throws IOException {
        String identity = String.format(
                Locale.ROOT, "%s, %d samples of %s, %s", arm.name(), train.samples(), data.name(), settings.training());
        Path file = folder == null ? null : folder.resolve(arm.name() + ".trained");
        if (file != null && Files.exists(file)) {
            return TrainedArm.read(file, identity);
        }
        TrainedArm trained = train(arm, network);
        if (file != null) {
            trained.write(file, identity);
        }
        return trained;
    }

    private TrainedArm train(SurfaceArm arm, Network network) {
        int steps = settings.epochs() * train.count().orElseThrow();
        TrajectoryRecorder recorder = new TrajectoryRecorder(network.parameters(), Math.max(1, steps / SNAPSHOTS));
        CosineSchedule schedule = new CosineSchedule(ScheduleType.ITERATION, settings.learningRate(), 0, steps);
        try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), settings.seed());
                NetworkEvaluator evaluator = new NetworkEvaluator(network);
                ProgressDisplay display = ProgressDisplay.begin(err, arm.name() + " trains", steps)) {
            TrainingListener shown = new TrainingListener() {
                @Override
                public void step(TrainingProgress progress) {
                    display.stepTo(progress.step() + 1, String.format(Locale.ROOT, "loss %.3f", progress.loss()));
                }
            };
            TrainingStatus status = Trainer.with(new Adam(schedule))
                    .epochs(settings.epochs())
                    .listener(recorder)
                    .listener(shown)
                    .fit(model, train)
                    .status();
            if (status == TrainingStatus.CANCELLED) {
                throw new CommandFailedException(arm.name() + ": interrupted");
            }
            return new TrainedArm(recorder.trajectory(), evaluator.classes(test).accuracy());
        }
    }

    private ArmSurface surface(
            String name, int order, Network network, double testAccuracy, @Nullable ParameterTrajectory way) {
        NetworkLoss loss = NetworkLoss.of(
                network, new SoftmaxCrossEntropy(), lossSet.getFeatures(), lossSet.getLabels(), EVALUATION_BATCH);
        double[] point = loss.pointOf(network);
        Landscape landscape = Landscape.of(loss).threads(settings.workers()).eachThread(threads::apply);
        PrincipalPlane principal = way == null ? null : PrincipalPlane.of(way);
        List<Direction> directions = settings.principal() && way != null && principal != null
                ? reaching(way, principal)
                : RandomDirections.filterNormalized(settings.directionsSeed()).draw(point, loss.groups(), 2);
        Direction first = directions.get(0);
        Direction second = directions.get(1);
        LossSurface grid = grid(name, landscape, point, first, second);
        double[] cut = landscape.line(point, first, cutAxis()).losses().toArray();
        SharpnessFigures figures = Sharpness.filterNormalized(settings.radius(), settings.directionsSeed())
                .at(landscape, point, loss.groups());
        return new ArmSurface(
                name,
                order,
                point.length,
                testAccuracy,
                figures.loss(),
                figures.meanRise(),
                figures.meanRiseError(),
                figures.worstRise(),
                figures.curvature().smallest(),
                figures.curvature().largest(),
                Math.max(
                        figures.curvature().smallestError(), figures.curvature().largestError()),
                figures.curvature().nonConvexity(),
                figures.curvature().exact(),
                grid.angle(),
                cut,
                grid.rows(),
                curvature(name, landscape, point, first, second),
                way == null || principal == null ? null : path(way, principal, first, second));
    }

    private static ArmSurface.Path path(
            ParameterTrajectory way, PrincipalPlane principal, Direction first, Direction second) {
        TrajectoryProjection seen = way.onto(first, second);
        TrajectoryProjection own = way.onto(principal.first(), principal.second());
        return new ArmSurface.Path(
                way.steps().toArray(),
                seen.x().toArray(),
                seen.y().toArray(),
                seen.share(),
                own.x().toArray(),
                own.y().toArray(),
                new double[] {principal.firstShare(), principal.secondShare()});
    }

    /** Directions as long as the way of training goes along them, so that the range has it inside. */
    private static List<Direction> reaching(ParameterTrajectory way, PrincipalPlane principal) {
        TrajectoryProjection own = way.onto(principal.first(), principal.second());
        return List.of(reaching(principal.first(), own.x()), reaching(principal.second(), own.y()));
    }

    private static Direction reaching(Direction unit, ImmutableDoubleArray positions) {
        return unit.scaled(positions.stream().map(Math::abs).max().orElse(1));
    }

    private LossSurface grid(String name, Landscape landscape, double[] point, Direction first, Direction second) {
        Axis axis = axis();
        try (ProgressDisplay display =
                ProgressDisplay.begin(err, name + " surface", (long) axis.points() * axis.points())) {
            Landscape shown = kept(landscape, name + ".surface")
                    .listener(progress -> display.stepTo(progress.points(), "points"));
            return shown.surface(point, first, second, axis, axis);
        }
    }

    private double @Nullable [][] curvature(
            String name, Landscape landscape, double[] point, Direction first, Direction second) {
        if (settings.curvatureGrid() == 0) {
            return null;
        }
        Axis axis = curvatureAxis();
        try (ProgressDisplay display =
                ProgressDisplay.begin(err, name + " curvature", (long) axis.points() * axis.points())) {
            Landscape shown = kept(landscape, name + ".curvature")
                    .listener(progress -> display.stepTo(progress.points(), "points"));
            return shown.curvature(point, first, second, axis, axis, new Lanczos(20, 1e-2, 1))
                    .nonConvexity();
        }
    }

    private Landscape kept(Landscape landscape, String name) {
        return folder == null ? landscape : landscape.resume(folder.resolve(name));
    }

    private Axis axis() {
        return Axis.around(settings.range(), settings.grid());
    }

    private Axis cutAxis() {
        return Axis.around(settings.range(), 2 * settings.grid() - 1);
    }

    private Axis curvatureAxis() {
        return Axis.around(settings.range(), settings.curvatureGrid());
    }

    LandscapeResult result(List<ArmSurface> arms, String training) {
        double[] positions = axis().positions();
        return new LandscapeResult(
                data.name(),
                settings.samples(),
                training,
                settings.principal() ? "principal" : "random",
                settings.directionsSeed(),
                settings.radius(),
                positions,
                positions,
                cutAxis().positions(),
                settings.curvatureGrid() == 0 ? new double[0] : curvatureAxis().positions(),
                ImmutableList.copyOf(arms));
    }

    @Override
    public void close() {
        train.close();
        test.close();
        for (DataSet set : List.of(trainSet, testSet, lossSet)) {
            set.getFeatures().close();
            set.getLabels().close();
        }
    }
}
