package org.kutta.nn.train;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.Sgd;
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
    /** Up to this norm the updater's arithmetic stays finite. */
    private final double largestNorm;

    ParameterUpdate(Trainer trainer, Trainable<?> model) {
        config = trainer.updater();
        parameters = model.parameters();
        gradient = model.gradient();
        terms = trainer.terms();
        maxNorm = trainer.maxNorm().orElse(Double.POSITIVE_INFINITY);
        double largest = parameters.dataType() == DataType.FLOAT ? Float.MAX_VALUE : Double.MAX_VALUE;
        boolean squares = !(config instanceof Sgd || config instanceof Nesterovs || config instanceof NoOp);
        largestNorm = squares ? Math.sqrt(largest) : largest;
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
     * @return the gradient's norm before clipping; if the updater cannot take it, see {@link #takes}, nothing was changed
     */
    double apply(int iteration, int epoch) {
        double norm = clip();
        if (!takes(norm)) {
            return norm;
        }
        double learningRate = config.hasLearningRate() ? config.getLearningRate(iteration, epoch) : 1.0;
        regularize(ApplyStep.BEFORE_UPDATER, learningRate, iteration, epoch);
        updater.applyUpdater(gradient, iteration, epoch);
        regularize(ApplyStep.POST_UPDATER, learningRate, iteration, epoch);
        NativeArrays.axpy(-1.0, gradient, parameters);
        return norm;
    }

    /** Whether a gradient of a norm is finite and, after clipping, so are the squares that the updater gathers: else its steps would be zero from there on. */
    boolean takes(double norm) {
        return Double.isFinite(norm) && Math.min(norm, maxNorm) <= largestNorm;
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
