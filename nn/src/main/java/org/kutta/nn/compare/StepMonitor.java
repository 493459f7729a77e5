package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.TrainingListener;
import org.kutta.nn.train.TrainingProgress;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Keeps a model an ODE while it is trained: compares it with a better solver from time to time, and shortens or lengthens its steps, or its tolerance, by what it finds.
 *
 * <p>A listener of the training of the same {@link NetworkTrainable}, whose layer it exchanges between two steps: {@link NetworkTrainable#network} has the steps that
 * the training ended with. The better solver has the next higher order (Euler, midpoint, classical; beyond those Dormand-Prince 5 and 8) and steps for an error 50 times
 * smaller, as long as the error of the training steps, their share of the interval to the power of the order, is 1/50 or more; below that the same steps. A
 * tolerance is divided by 10; with tableaus up to order 2 by 5 and solved by Dormand-Prince. A tolerance is not enlarged while the number of evaluations stayed the
 * same over the last five steps, and not reduced below 16 times the round-off of the data type. A checkpoint does not keep the step: a training that is
 * taken up again begins with that of its layer.
 *
 * @see "Ott et al., arXiv 2007.15386, section 4 (published up to midpoint against classical)"
 */
public final class StepMonitor implements TrainingListener, AutoCloseable {
    private static final int NFE_MEMORY = 5;

    private final NetworkTrainable model;
    private final Batches<DataSet> probes;
    private final Metric metric;
    private final StepAdaptation settings;
    private final PlacedBlock place;
    private final SolverKnob knob;
    private final SwapRun run;
    private final List<StepAdjustment> adjustments = new ArrayList<>();
    private final List<Long> evaluations = new ArrayList<>();
    private Iterator<DataSet> batches;
    private int epoch;
    private int calm;
    private double value;

    /**
     * A monitor of a model that has one block.
     *
     * @param model the model that is trained
     * @param probes batches to compare on, one a comparison; may be the training data
     * @param metric what is compared; the settings' thresholds are in the unit of its changes
     * @param settings when to compare and what follows
     * @throws IllegalArgumentException if the network has no block or stack, or more than one
     * @throws IllegalStateException if it is a stack that discretises no vector field
     */
    public StepMonitor(NetworkTrainable model, Batches<DataSet> probes, Metric metric, StepAdaptation settings) {
        this.model = model;
        this.probes = probes;
        this.metric = metric;
        this.settings = settings;
        this.place = PlacedBlock.only(model.network());
        this.knob =
                SolverKnob.of(place, NdArraySpace.of(model.network().dataType()).unitRoundoff());
        this.value = knob.initial();
        this.run = new SwapRun(place, metric);
        this.batches = probes.epoch(0);
    }

    @Override
    public void step(TrainingProgress progress) {
        evaluations.add(model.nfeForward());
        if (evaluations.size() > NFE_MEMORY) {
            evaluations.remove(0);
        }
        if ((progress.step() + 1) % settings.every() == 0) {
            adjust(progress.step() + 1);
        }
    }

    private void adjust(long trainingStep) {
        DataSet batch = nextBatch();
        double before = value;
        Comparison now = compare(batch, value);
        StepAdjustment.Action action = StepAdjustment.Action.KEPT;
        if (now.isAbove(settings.shrinkAbove(), settings.maxDistance())) {
            calm = 0;
            set(knob.shortened(value, settings));
            action = StepAdjustment.Action.SHORTENED;
        } else if (now.isAbove(settings.growBelow(), settings.maxDistance() / 2)) {
            calm = 0;
        } else if (++calm >= settings.patience() && mayLengthen()) {
            double longer = knob.lengthened(value, settings);
            if (longer > value) {
                calm = 0;
                boolean fine = !compare(batch, longer).isAbove(settings.growBelow(), settings.maxDistance() / 2);
                action = fine ? StepAdjustment.Action.LENGTHENED : StepAdjustment.Action.REFUSED;
                set(fine ? longer : value);
            }
        }
        adjustments.add(new StepAdjustment(
                trainingStep, before, value, now.metric(), now.betterMetric(), now.distance(), action));
    }

    private DataSet nextBatch() {
        if (!batches.hasNext()) {
            batches = probes.epoch(++epoch);
            Checks.check(batches.hasNext(), "probes", epoch, "must have a batch in every epoch");
        }
        return batches.next();
    }

    private boolean mayLengthen() {
        return !knob.waitsForNfe() || evaluations.stream().distinct().count() > 1;
    }

    private void set(double changed) {
        if (changed != value) {
            value = changed;
            model.reread(place.reread(knob.layer(changed)).layer());
        }
    }

    private Comparison compare(DataSet batch, double setting) {
        List<OdeSolver> solvers = List.of(knob.solver(setting), knob.better(setting));
        List<SwapRun.Measured> measured = run.measure(solvers, List.of(batch).iterator());
        SwapRun.Measured better = measured.get(1);
        return new Comparison(
                measured.get(0).metric(),
                better.metric(),
                metric.change(measured.get(0).metric(), better.metric()),
                better.distance());
    }

    /** One batch under two solvers. */
    private record Comparison(double metric, double betterMetric, double change, double distance) {
        /** What is not a number is above everything. */
        boolean isAbove(double most, double mostDistance) {
            return !(change <= most && distance <= mostDistance);
        }
    }

    /** {@return the present step size in the unit of time, or the present relative tolerance} */
    public double value() {
        return value;
    }

    /** {@return all comparisons so far, in order} */
    public ImmutableList<StepAdjustment> adjustments() {
        return ImmutableList.copyOf(adjustments);
    }

    @Override
    public void close() {
        run.close();
    }
}
