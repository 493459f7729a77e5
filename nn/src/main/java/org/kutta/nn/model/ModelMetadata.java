package org.kutta.nn.model;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kutta.solver.Checks;

/**
 * What somebody who gets a model needs besides the network; all of it may be missing.
 *
 * @param classNames names of the outputs, in their order
 * @param normalisation what was done to raw inputs before training
 * @param notes anything else, such as {@code training} or {@code data}
 */
public record ModelMetadata(List<String> classNames, Optional<Normalisation> normalisation, Map<String, String> notes) {

    /**
     * An affine map of raw inputs: {@code (raw - mean) / deviation}.
     *
     * @param mean one number for all components of a sample, or one for each channel
     * @param deviation as many numbers
     */
    public record Normalisation(List<Double> mean, List<Double> deviation) {
        /**
         * Copies the lists.
         *
         * @param mean finite numbers, at least one
         * @param deviation as many finite numbers, none 0
         */
        public Normalisation {
            mean = ImmutableList.copyOf(mean);
            deviation = ImmutableList.copyOf(deviation);
            Checks.check(
                    !mean.isEmpty() && mean.size() == deviation.size(),
                    "mean has %s entries and deviation %s: both must have the same, at least one",
                    mean.size(),
                    deviation.size());
            mean.forEach(value -> Checks.finite("mean", value));
            deviation.forEach(value ->
                    Checks.check(Double.isFinite(value) && value != 0, "deviation", value, "must be finite and not 0"));
        }
    }

    /**
     * Copies list and map.
     *
     * @param classNames names of the outputs
     * @param normalisation what was done to raw inputs
     * @param notes anything else
     */
    public ModelMetadata {
        classNames = ImmutableList.copyOf(classNames);
        notes = ImmutableMap.copyOf(notes);
    }

    /** {@return metadata that say nothing} */
    public static ModelMetadata empty() {
        return new ModelMetadata(ImmutableList.of(), Optional.empty(), ImmutableMap.of());
    }

    /**
     * {@return these with names of the outputs}
     *
     * @param names in the order of the outputs
     */
    public ModelMetadata withClassNames(List<String> names) {
        return new ModelMetadata(names, normalisation, notes);
    }

    /**
     * {@return these with what was done to raw inputs}
     *
     * @param mean what was subtracted from all components
     * @param deviation what they were divided by then
     */
    public ModelMetadata withNormalisation(double mean, double deviation) {
        return new ModelMetadata(
                classNames, Optional.of(new Normalisation(ImmutableList.of(mean), ImmutableList.of(deviation))), notes);
    }

    /**
     * {@return these with one more note}
     *
     * @param key what it is about; an earlier note on it is replaced
     * @param text the note
     */
    public ModelMetadata withNote(String key, String text) {
        return new ModelMetadata(
                classNames,
                normalisation,
                ImmutableMap.<String, String>builder()
                        .putAll(notes)
                        .put(key, text)
                        .buildKeepingLast());
    }
}
