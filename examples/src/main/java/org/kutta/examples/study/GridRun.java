package org.kutta.examples.study;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.ProgressDisplay;
import org.kutta.examples.data.LabelledData;
import org.kutta.nn.compare.CellResult;
import org.kutta.nn.compare.TrainingCell;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.train.TrainingListener;
import org.nd4j.linalg.dataset.DataSet;

/** Trains the cells of a grid that are not in the log, one after the other. Closing frees the data. */
final class GridRun implements AutoCloseable {
    private final GridSettings settings;
    private final @Nullable CellLog log;
    private final PrintWriter err;
    private final Shape shape;
    private final int classes;
    private final DataSet train;
    private final DataSet test;

    GridRun(LabelledData data, GridSettings settings, @Nullable CellLog log, PrintWriter err) {
        this.settings = settings;
        this.log = log;
        this.err = err;
        shape = Shape.of(data.train().shape());
        classes = data.train().classes();
        train = data.train().toDataSet();
        test = data.test().toDataSet();
    }

    /** All cells: seed by seed, so that a run that ends early has compared all arms. */
    List<CellResult> run(List<GridArm> arms) throws IOException {
        List<CellResult> results = new ArrayList<>();
        int all = settings.cells(arms.size());
        try (ProgressDisplay display = ProgressDisplay.begin(err, "study", all)) {
            for (long seed : settings.seeds()) {
                for (int depth : settings.depths()) {
                    for (double rate : settings.learningRates()) {
                        for (GridArm arm : arms) {
                            results.add(cell(arm, new TrainingCell(arm.name(), depth, rate, seed)));
                            display.stepTo(results.size(), words(results.get(results.size() - 1)));
                        }
                    }
                }
            }
        }
        return results;
    }

    private CellResult cell(GridArm arm, TrainingCell cell) throws IOException {
        CellResult known = log == null ? null : log.find(cell);
        if (known != null) {
            return known;
        }
        Layer layer = settings.network().layers(arm.arm(), cell.depth(), arm.strideInStem(), shape, classes);
        CellResult result = settings.training()
                .run(cell, layer, train, test, new TrainingListener() {}, network -> {})
                .orElseThrow(() -> new CommandFailedException("interrupted: finished cells are kept with --resume"));
        if (log != null) {
            log.add(result);
        }
        return result;
    }

    private static String words(CellResult result) {
        TrainingCell cell = result.cell();
        return String.format(
                Locale.ROOT,
                "%s, depth %d, rate %s, seed %d: %s",
                cell.arm(),
                cell.depth(),
                cell.learningRate(),
                cell.seed(),
                result.diverged() ? "diverged" : String.format(Locale.ROOT, "accuracy %.3f", result.accuracy()));
    }

    @Override
    public void close() {
        for (DataSet set : List.of(train, test)) {
            set.getFeatures().close();
            set.getLabels().close();
        }
    }
}
