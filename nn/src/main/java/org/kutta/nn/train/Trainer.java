package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kutta.solver.Checks;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.AdaBelief;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;

/**
 * Settings of a training run on one of ND4J's updaters. Immutable: every method returns a copy.
 *
 * <p>Per step: loss and gradient of a batch; clipping of the gradient; L1 and L2 terms; the updater; weight decay; the
 * subtraction from the parameters. The trainer draws no random numbers, so the same model, data order and thread count
 * give the same bits.
 *
 * <p>A run stops with a {@link TrainingFailedException} at the first loss or gradient that is not finite, before the step along it is taken, and at the end of an
 * epoch whose steps have made parameters or running statistics so, before its checkpoint is written. That takes two numbers from the device in a step, the loss and
 * the norm of the gradient, with clipping or without.
 *
 * <p>{@code AdamW} is {@code Trainer.with(new Adam(1e-3)).regularization(new WeightDecay(1e-2, true))}. ND4J's
 * {@code AdaBelief} fails and is refused.
 */
@CheckReturnValue
public final class Trainer {
    private final Settings settings;

    private Trainer(Settings settings) {
        this.settings = settings;
    }

    /**
     * A trainer for one epoch, without clipping and regularisation.
     *
     * @param updater one of {@code org.nd4j.linalg.learning.config}, with its learning rate or schedule
     * @return the trainer
     * @throws IllegalArgumentException if the updater is {@code AdaBelief}, or its learning rate is not finite
     */
    public static Trainer with(IUpdater updater) {
        Checks.check(
                !(updater instanceof AdaBelief), "updater", "AdaBelief", "must be another one: ND4J's fails; use Adam");
        if (updater.hasLearningRate()) {
            Checks.finite("learning rate", updater.getLearningRate(0, 0));
        }
        return new Trainer(new Settings(updater));
    }

    /**
     * Sets how often the data are gone through.
     *
     * @param count number of epochs, at least 1
     * @return a copy with that setting
     */
    public Trainer epochs(int count) {
        Checks.atLeast("epochs", count, 1);
        return copy(settings -> settings.epochs = count);
    }

    /**
     * Scales gradients whose Euclidean norm, over all parameters, is above a bound, down to that bound.
     *
     * @param maxNorm largest norm left as it is, above 0
     * @return a copy with that setting
     */
    public Trainer clipNorm(double maxNorm) {
        Checks.positive("maxNorm", maxNorm);
        return copy(settings -> settings.clipNorm = OptionalDouble.of(maxNorm));
    }

    /**
     * Adds terms such as {@code WeightDecay}, {@code L2Regularization}. They act on the parameter groups that
     * {@linkplain Trainable#decays decay}: weights and kernels, not biases nor the gains of norms.
     *
     * @param terms terms to add to those already set
     * @return a copy with that setting
     */
    public Trainer regularization(Regularization... terms) {
        return copy(settings -> settings.regularization = append(settings.regularization, List.of(terms)));
    }

    /** {@return a copy whose regularisation acts on all parameters, biases and gains included} */
    public Trainer regularizeAll() {
        return copy(settings -> settings.regularizeAll = true);
    }

    /**
     * Adds a listener.
     *
     * @param listener told of steps and epochs, in the training thread
     * @return a copy with that setting
     */
    public Trainer listener(TrainingListener listener) {
        return copy(settings -> settings.listeners = append(settings.listeners, List.of(listener)));
    }

    /**
     * Writes a checkpoint after every epoch, and goes on from it where the file is there already: to the same bits that a run without a break gives, provided
     * that the batches of an epoch depend on its number alone. A run that was killed loses the epoch it was in.
     *
     * @param file the checkpoint; its folder must exist; delete the file to start anew
     * @return a copy with that setting
     */
    public Trainer checkpoint(Path file) {
        return checkpoint(file, "");
    }

    /**
     * A checkpoint that goes on with the same run only: that of a run of another description is refused. Model and updater are compared by their sizes, so that
     * without one other data, another seed or another learning rate would be taken for the same run.
     *
     * @param file the checkpoint; its folder must exist; delete the file to start anew
     * @param run what makes the run, such as data, batch size, seed and learning rate; at most 10000 characters
     * @return a copy with that setting
     */
    public Trainer checkpoint(Path file, String run) {
        Checks.check(run.length() <= 10_000, "length of run", run.length(), "must be <= 10000");
        return copy(settings -> {
            settings.checkpoint = Optional.of(file);
            settings.run = run;
        });
    }

    /**
     * Sets what ends a run between two steps, such as Ctrl-C; so does interrupting the thread.
     *
     * @param condition asked before every step
     * @return a copy with that setting
     */
    public Trainer cancelWhen(BooleanSupplier condition) {
        return copy(settings -> settings.cancelled = condition);
    }

    /**
     * Sets what ends a run after an epoch.
     *
     * @param condition asked after every epoch, behind the listeners
     * @return a copy with that setting
     */
    public Trainer stopWhen(Predicate<EpochSummary> condition) {
        return copy(settings -> settings.stop = condition);
    }

    /**
     * Trains a model in place.
     *
     * @param model the model; its parameters are modified
     * @param data training data
     * @param <B> type of a batch
     * @return what the run did
     * @throws IllegalArgumentException if the data do not fit the model, before any step where the data can be seen ahead; or if a checkpoint does not
     *     fit the run
     * @throws TrainingFailedException at the first loss that is not finite or solve that fails
     */
    @CanIgnoreReturnValue
    public <B> TrainingResult fit(Trainable<B> model, Batches<B> data) {
        try (TrainingRun<B> run = new TrainingRun<>(this, model, data)) {
            return run.run();
        }
    }

    /**
     * Trains a model in place on an ND4J iterator.
     *
     * @param model the model; its parameters are modified
     * @param data training data, reset at the beginning of every epoch
     * @return what the run did
     * @throws IllegalArgumentException if the data do not fit the model
     * @throws TrainingFailedException at the first loss that is not finite or solve that fails
     */
    @CanIgnoreReturnValue
    public TrainingResult fit(Trainable<DataSet> model, DataSetIterator data) {
        return fit(model, Batches.of(data));
    }

    IUpdater updater() {
        return settings.updater;
    }

    int epochCount() {
        return settings.epochs;
    }

    OptionalDouble maxNorm() {
        return settings.clipNorm;
    }

    ImmutableList<Regularization> terms() {
        return settings.regularization;
    }

    boolean regularizesAll() {
        return settings.regularizeAll;
    }

    ImmutableList<TrainingListener> listeners() {
        return settings.listeners;
    }

    Optional<Path> checkpoint() {
        return settings.checkpoint;
    }

    String run() {
        return settings.run;
    }

    boolean isCancelled() {
        return settings.cancelled.getAsBoolean();
    }

    boolean stopsAfter(EpochSummary summary) {
        return settings.stop.test(summary);
    }

    private Trainer copy(Consumer<Settings> change) {
        Settings changed = new Settings(settings);
        change.accept(changed);
        return new Trainer(changed);
    }

    private static <T> ImmutableList<T> append(ImmutableList<T> list, List<T> more) {
        return ImmutableList.<T>builder().addAll(list).addAll(more).build();
    }

    /** Written only while a trainer is made. */
    private static final class Settings {
        private final IUpdater updater;
        private int epochs = 1;
        private OptionalDouble clipNorm = OptionalDouble.empty();
        private ImmutableList<Regularization> regularization = ImmutableList.of();
        private boolean regularizeAll;
        private ImmutableList<TrainingListener> listeners = ImmutableList.of();
        private Optional<Path> checkpoint = Optional.empty();
        private String run = "";
        private BooleanSupplier cancelled = () -> false;
        private Predicate<EpochSummary> stop = summary -> false;

        Settings(IUpdater updater) {
            this.updater = updater;
        }

        Settings(Settings other) {
            this(other.updater);
            epochs = other.epochs;
            clipNorm = other.clipNorm;
            regularization = other.regularization;
            regularizeAll = other.regularizeAll;
            listeners = other.listeners;
            checkpoint = other.checkpoint;
            run = other.run;
            cancelled = other.cancelled;
            stop = other.stop;
        }
    }
}
