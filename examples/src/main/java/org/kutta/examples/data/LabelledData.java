package org.kutta.examples.data;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.ModelMetadata.Normalisation;
import org.kutta.solver.Checks;

/**
 * A task: what to train on, and what to test on.
 *
 * @param name name for tables and files
 * @param train samples to train on
 * @param test samples of the same shape and classes that training never sees
 * @param classNames names of the classes in their order
 * @param normalisation what was done to raw samples, if they were not left as they are
 */
public record LabelledData(
        String name, Samples train, Samples test, List<String> classNames, Optional<Normalisation> normalisation) {

    /**
     * Checks that both parts are of one kind.
     *
     * @param name name for tables and files
     * @param train samples to train on
     * @param test samples to test on
     * @param classNames a name for each class; copied
     * @param normalisation what was done to raw samples
     */
    public LabelledData {
        if (!Arrays.equals(train.shape(), test.shape())) {
            throw new IllegalArgumentException("test samples have shape " + Arrays.toString(test.shape())
                    + " but the training samples have " + Arrays.toString(train.shape()));
        }
        if (train.classes() != test.classes()) {
            throw new IllegalArgumentException("test samples have " + test.classes()
                    + " classes but the training samples have " + train.classes());
        }
        classNames = ImmutableList.copyOf(classNames);
        if (classNames.size() != train.classes()) {
            throw new IllegalArgumentException(
                    "there are " + classNames.size() + " class names but " + train.classes() + " classes");
        }
    }

    /**
     * Raw samples whose classes are called by their numbers.
     *
     * @param name name for tables and files
     * @param train samples to train on
     * @param test samples to test on
     */
    public LabelledData(String name, Samples train, Samples test) {
        this(
                name,
                train,
                test,
                IntStream.range(0, train.classes()).mapToObj(Integer::toString).toList(),
                Optional.empty());
    }

    /**
     * A part of the data.
     *
     * @param trainSize at most so many training samples, the first ones
     * @param testSize at most so many test samples, the first ones
     * @return the smaller task, of the same name
     */
    public LabelledData first(int trainSize, int testSize) {
        return new LabelledData(
                name, new FirstSamples(train, trainSize), new FirstSamples(test, testSize), classNames, normalisation);
    }

    /**
     * Checks that the steps of a training can be counted.
     *
     * @param epochs how often the training samples are gone through, at least 1
     * @param batch samples in a batch, at least 1
     * @throws IllegalArgumentException if the steps are 2^31 or more
     */
    public void checkSteps(int epochs, int batch) {
        long batches = (train.size() + batch - 1L) / batch;
        Checks.check(
                epochs * batches <= Integer.MAX_VALUE,
                "--epochs (%s) must make fewer than 2^31 training steps, not %s",
                epochs,
                epochs * batches);
    }

    /**
     * The data as a model takes them: raw samples normalised as those were that it was trained on.
     *
     * @param model what is known about the model
     * @return these data if the model does not say, or was trained on samples normalised in the same way
     * @throws IllegalArgumentException if the model's samples had another number of channels
     */
    public LabelledData normalisedFor(ModelMetadata model) {
        if (model.normalisation().isEmpty() || model.normalisation().equals(normalisation)) {
            return this;
        }
        long[] shape = train.shape();
        int channels = Math.toIntExact(shape[shape.length - 1]);
        int known = model.normalisation().get().mean().size();
        if (known != 1 && known != channels) {
            throw new IllegalArgumentException("the model has a normalisation of " + known + " channels but the data ("
                    + name + ") have " + channels + ": name its data by --data");
        }
        return new LabelledData(
                name,
                RenormalisedSamples.of(
                        train, channels, normalisation, model.normalisation().get()),
                RenormalisedSamples.of(
                        test, channels, normalisation, model.normalisation().get()),
                classNames,
                model.normalisation());
    }
}
