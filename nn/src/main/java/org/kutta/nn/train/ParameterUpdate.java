package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.Regularization.ApplyStep;

/** Turns gradients into steps of the parameters. Owns the updater's state; one thread. */
final class ParameterUpdate implements AutoCloseable {
    private final IUpdater config;
    private final GradientUpdater<?> updater;
    private final @Nullable INDArray state;
    private final INDArray parameters;
    private final INDArray gradient;
    private final ImmutableList<Regularization> terms;
    private final List<INDArray> regularizedParameters = new ArrayList<>();
    private final List<INDArray> regularizedGradients = new ArrayList<>();
    private final double maxNorm;

    ParameterUpdate(Trainer trainer, Trainable<?> model) {
        config = trainer.updater();
        parameters = model.parameters();
        gradient = model.gradient();
        terms = trainer.terms();
        maxNorm = trainer.maxNorm().orElse(Double.POSITIVE_INFINITY);
        long stateSize = config.stateSize(parameters.length());
        state = stateSize == 0 ? null : NativeArrays.zeros(parameters.dataType(), 1, stateSize);
        updater = config.instantiate(state, true);
        if (!terms.isEmpty()) {
            Predicate<ParameterLayout.Group> all = group -> true;
            addRegularized(model.layout(), trainer.regularizesAll() ? all : model::decays);
        }
    }

    /** Neighbouring groups make one view, so that a term costs one pass over them. */
    private void addRegularized(ParameterLayout layout, Predicate<ParameterLayout.Group> wanted) {
        long start = 0;
        long end = 0;
        for (ParameterLayout.Group group : layout.groups()) {
            if (!wanted.test(group)) {
                continue;
            }
            if (group.offset() != end) {
                addView(start, end);
                start = group.offset();
            }
            end = group.end();
        }
        addView(start, end);
    }

    private void addView(long start, long end) {
        if (end > start) {
            regularizedParameters.add(NativeArrays.slice(parameters, start, end - start));
            regularizedGradients.add(NativeArrays.slice(gradient, start, end - start));
        }
    }

    /**
     * Steps the parameters along the gradient, which is overwritten.
     *
     * @return the gradient's norm before clipping; if that is not finite, nothing was changed
     */
    double apply(int iteration, int epoch) {
        double norm = clip();
        if (!Double.isFinite(norm)) {
            return norm;
        }
        double learningRate = config.hasLearningRate() ? config.getLearningRate(iteration, epoch) : 1.0;
        regularize(ApplyStep.BEFORE_UPDATER, learningRate, iteration, epoch);
        updater.applyUpdater(gradient, iteration, epoch);
        regularize(ApplyStep.POST_UPDATER, learningRate, iteration, epoch);
        NativeArrays.axpy(-1.0, gradient, parameters);
        return norm;
    }

    /** The updater's memory, live; empty if it has none. */
    List<INDArray> state() {
        return state == null ? List.of() : List.of(state);
    }

    double learningRate(int iteration, int epoch) {
        return config.hasLearningRate() ? config.getLearningRate(iteration, epoch) : Double.NaN;
    }

    private double clip() {
        double norm = Nd4j.getBlasWrapper().level1().nrm2(gradient);
        if (norm > maxNorm && Double.isFinite(norm)) {
            Nd4j.getBlasWrapper().level1().scal(gradient.length(), maxNorm / norm, gradient);
        }
        return norm;
    }

    private void regularize(ApplyStep when, double learningRate, int iteration, int epoch) {
        for (Regularization term : terms) {
            if (term.applyStep() == when) {
                for (int i = 0; i < regularizedParameters.size(); i++) {
                    term.apply(
                            regularizedParameters.get(i), regularizedGradients.get(i), learningRate, iteration, epoch);
                }
            }
        }
    }

    @Override
    public void close() {
        if (state != null) {
            state.close();
        }
    }
}
