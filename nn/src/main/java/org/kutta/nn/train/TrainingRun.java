package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.kutta.solver.SolveFailedException;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The mutable state of one {@link Trainer#fit}. */
final class TrainingRun<B> implements AutoCloseable {
    private final Trainer trainer;
    private final Trainable<B> model;
    private final Batches<B> data;
    private final ParameterUpdate update;
    private final List<EpochSummary> summaries = new ArrayList<>();
    private final long started = System.nanoTime();
    private OptionalInt batchesPerEpoch;
    private long samplesPerEpoch;
    private long samplesBefore;
    private long samplesRun;
    private boolean checked;
    private long step;
    private boolean cancelled;

    TrainingRun(Trainer trainer, Trainable<B> model, Batches<B> data) {
        this.trainer = trainer;
        this.model = model;
        this.data = data;
        this.batchesPerEpoch = data.count();
        checkArrays(model);
        data.checkAll(model::check);
        trainer.checkpoint().ifPresent(TrainingRun::checkFolder);
        this.update = new ParameterUpdate(trainer, model);
        trainer.checkpoint().filter(Files::exists).ifPresent(this::resume);
    }

    private static void checkFolder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        Checks.check(
                folder != null && Files.isDirectory(folder) && !Files.isDirectory(file),
                "checkpoint",
                file,
                "must be a file in a folder that exists");
    }

    /** Every array that a run changes. */
    private List<INDArray> arrays() {
        return ImmutableList.<INDArray>builder()
                .add(model.parameters())
                .addAll(update.state())
                .addAll(model.state())
                .build();
    }

    private String kind() {
        String kind = model.parameters().dataType() + " "
                + trainer.updater().getClass().getSimpleName();
        return trainer.run().isEmpty() ? kind : kind + " (" + trainer.run() + ")";
    }

    private void resume(Path file) {
        TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file);
        List<INDArray> arrays = arrays();
        long[] lengths = arrays.stream().mapToLong(INDArray::length).toArray();
        long[] kept =
                checkpoint.arrays().stream().mapToLong(array -> array.length).toArray();
        Checks.check(
                checkpoint.kind().equals(kind()) && Arrays.equals(lengths, kept),
                "checkpoint (%s) must be of this model and updater, but has %s %s, not %s %s",
                file,
                checkpoint.kind(),
                Arrays.toString(kept),
                kind(),
                Arrays.toString(lengths));
        for (int i = 0; i < kept.length; i++) {
            NativeArrays.write(checkpoint.arrays().get(i), arrays.get(i));
        }
        step = checkpoint.step();
        for (EpochSummary epoch : checkpoint.epochs()) {
            summaries.add(epoch);
            samplesPerEpoch = epoch.samples();
            samplesBefore += epoch.samples();
        }
    }

    private void keep() {
        trainer.checkpoint().ifPresent(file -> {
            List<double[]> contents =
                    arrays().stream().map(NativeArrays::toHeap).toList();
            new TrainingCheckpoint(kind(), step, ImmutableList.copyOf(summaries), contents).write(file);
        });
    }

    private static void checkArrays(Trainable<?> model) {
        INDArray parameters = model.parameters();
        INDArray gradient = model.gradient();
        if (parameters.rank() != 1 || parameters.elementWiseStride() != 1) {
            throw new IllegalArgumentException(
                    "parameters must be one contiguous vector, but have shape " + parameters.shapeInfoToString());
        }
        if (gradient.rank() != 1
                || gradient.elementWiseStride() != 1
                || gradient.length() != parameters.length()
                || gradient.dataType() != parameters.dataType()) {
            throw new IllegalArgumentException("gradient must be a contiguous vector of length " + parameters.length()
                    + " and type " + parameters.dataType() + ", but has " + gradient.shapeInfoToString());
        }
    }

    TrainingResult run() {
        if (!summaries.isEmpty() && trainer.stopsAfter(summaries.get(summaries.size() - 1))) {
            return result(TrainingStatus.STOPPED_EARLY);
        }
        for (int epoch = summaries.size(); epoch < trainer.epochCount(); epoch++) {
            EpochSummary summary = runEpoch(epoch);
            if (cancelled) {
                return result(TrainingStatus.CANCELLED);
            }
            summaries.add(summary);
            keep();
            trainer.listeners().forEach(listener -> listener.epoch(summary));
            if (trainer.stopsAfter(summary)) {
                return result(TrainingStatus.STOPPED_EARLY);
            }
        }
        return result(TrainingStatus.COMPLETED);
    }

    private EpochSummary runEpoch(int epoch) {
        long begin = System.nanoTime();
        long firstStep = step;
        long samples = 0;
        double lossSum = 0;
        double learningRate = Double.NaN;
        int batch = 0;
        @Nullable B last = null;
        for (Iterator<B> batches = data.epoch(epoch); batches.hasNext(); batch++) {
            cancelled = trainer.isCancelled() || Thread.currentThread().isInterrupted();
            if (cancelled) {
                break;
            }
            B next = batches.next();
            if (!checked) {
                model.check(next);
            }
            double loss = takeStep(next, epoch, batch);
            learningRate = update.learningRate((int) step, epoch);
            long size = model.samples(next);
            samples += size;
            samplesRun += size;
            lossSum += loss * size;
            report(epoch, batch, loss, learningRate);
            step++;
            last = next;
        }
        if (last != null) {
            checkFinite(last, epoch, batch);
        }
        if (batch == 0 && !cancelled) {
            throw new IllegalArgumentException(
                    "training data must hold at least one batch, but epoch " + epoch + " has none");
        }
        if (!cancelled) {
            batchesPerEpoch = OptionalInt.of(batch);
            samplesPerEpoch = samples;
            checked = true;
        }
        return new EpochSummary(epoch, lossSum / samples, samples, step - firstStep, seconds(begin), learningRate);
    }

    /**
     * A finite gradient may overflow in the updater, and no loss comes after the last step of an epoch to show it: looked at once an epoch, before the checkpoint
     * is written.
     */
    private void checkFinite(B batch, int epoch, int number) {
        if (!NativeArrays.isFinite(model.parameters())) {
            throw failure("parameters are not finite", batch, epoch, number);
        }
        if (!model.state().stream().allMatch(NativeArrays::isFinite)) {
            throw failure("running statistics are not finite", batch, epoch, number);
        }
    }

    /**
     * Reads two numbers from the device: the loss, and the norm of its gradient whether that is clipped or not. A backward pass may overflow where the loss was
     * finite, and the parameters must not take such a step: the next loss would tell too late for them, and after the last step there is none.
     */
    private double takeStep(B batch, int epoch, int number) {
        double loss = lossAndGradient(batch, epoch, number);
        if (!Double.isFinite(loss)) {
            throw failure("loss is " + loss, batch, epoch, number);
        }
        double norm = update.apply((int) step, epoch);
        if (!update.takes(norm)) {
            String whose = Double.isFinite(norm) ? ", whose square is not" : "";
            throw failure("loss is finite, but the gradient's norm is " + norm + whose, batch, epoch, number);
        }
        return loss;
    }

    private double lossAndGradient(B batch, int epoch, int number) {
        try {
            model.beginStep(step);
            return model.lossAndGradient(batch);
        } catch (SolveFailedException e) {
            String message = String.format(
                    Locale.ROOT,
                    "a solve failed at step %d (epoch %d, batch %d): %s",
                    step,
                    epoch,
                    number,
                    e.getMessage());
            throw new TrainingFailedException(message, e, step, epoch, number);
        }
    }

    private TrainingFailedException failure(String what, B batch, int epoch, int number) {
        String message = String.format(
                Locale.ROOT,
                "%s at step %d (epoch %d, batch %d); %s: try a smaller learning rate, a warm-up or clipNorm, and check the"
                        + " data for values that are not finite",
                what,
                step,
                epoch,
                number,
                origin(batch));
        return new TrainingFailedException(message, null, step, epoch, number);
    }

    /** Parameters that are not finite were spoilt by the gradient of the step before, which spread from a group to those in front of it. */
    private String origin(B batch) {
        String last = null;
        for (ParameterLayout.Group group : model.layout().groups()) {
            if (!NativeArrays.isFinite(NativeArrays.slice(model.parameters(), group.offset(), group.size()))) {
                last = group.name();
            }
        }
        if (last != null) {
            return "it began at step " + (step - 1) + " in the gradient of " + last
                    + ", the last parameters that are not finite";
        }
        Optional<String> layer = model.firstNonFinite(batch);
        return layer.map(name -> "it began in " + name)
                .orElse("where it began is not known, but the parameters are finite");
    }

    private void report(int epoch, int batch, double loss, double learningRate) {
        if (trainer.listeners().isEmpty()) {
            return;
        }
        double rate = samplesRun / seconds(started);
        OptionalDouble left = OptionalDouble.empty();
        if (samplesPerEpoch > 0) {
            left = OptionalDouble.of(
                    ((double) samplesPerEpoch * trainer.epochCount() - samplesBefore - samplesRun) / rate);
        } else if (batchesPerEpoch.isPresent()) {
            double steps = (double) batchesPerEpoch.getAsInt() * trainer.epochCount();
            left = OptionalDouble.of((steps - step - 1) * seconds(started) / (step + 1));
        }
        TrainingProgress progress = new TrainingProgress(
                epoch, trainer.epochCount(), batch, batchesPerEpoch, step, loss, learningRate, rate, left);
        trainer.listeners().forEach(listener -> listener.step(progress));
    }

    private TrainingResult result(TrainingStatus status) {
        return new TrainingResult(status, ImmutableList.copyOf(summaries), step, seconds(started));
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) * 1e-9;
    }

    @Override
    public void close() {
        update.close();
    }
}
