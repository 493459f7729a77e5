package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dropout;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.StochasticDepth;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * What makes the right-hand side of a block more than a function of time, state and parameters, as read from its layers and as measured on data.
 *
 * @param findings what was found, in the order of the layers; empty for a block that is what it should be
 * @param trainingGap norm of the difference between the field of training and that of evaluation, relative to the norm of the latter; NaN if the layer is no single field
 * @param batchGap by how much a sample's derivative in training depends on the others of its batch: norm of the difference when half of the batch is taken away, relative;
 *     NaN for a batch of one, or if the layer is no single field
 */
public record FieldAudit(ImmutableList<Finding> findings, double trainingGap, double batchGap) {

    /** What can be wrong. */
    public enum Kind {
        /** Batch norm: in training the field depends on the whole batch, and it changes afterwards. */
        BATCH_NORM,
        /** Another state that training writes. */
        STATE,
        /** Dropout or stochastic depth: a field drawn at random, the same only within one solve. */
        DROPOUT,
        /** A derivative that jumps: no method keeps an order above about 2. */
        KINK,
        /** Weights of its own for each stage, or gains that depend on the step: no single field. */
        NO_FIELD,
        /** A layer after the sum: part of no step. */
        AFTER_SUM
    }

    /**
     * One finding.
     *
     * @param kind what it is
     * @param layer name of the layer
     * @param advice what it means and what to use instead, in a sentence
     */
    public record Finding(Kind kind, String layer, String advice) {}

    /**
     * Looks at a block.
     *
     * @param place the block or stack
     * @param input a batch of its inputs, as {@link PlacedBlock#input} gives it; not modified
     * @param seed seed of the dropout masks
     * @return what was found
     */
    public static FieldAudit of(PlacedBlock place, INDArray input, long seed) {
        ImmutableList.Builder<Finding> findings = ImmutableList.builder();
        boolean noField = !place.layer().structure(place.shape()).odeFaithful();
        if (noField) {
            findings.add(
                    new Finding(
                            Kind.NO_FIELD,
                            place.layer().name(),
                            "its steps are not those of one vector field: share the weights of all stages, or let them depend on time, to have one"));
        }
        if (place.layer() instanceof RungeKuttaStack stack && stack.afterSum().isPresent()) {
            findings.add(new Finding(
                    Kind.AFTER_SUM,
                    stack.afterSum().get().name(),
                    "a layer after the sum is part of no step: leave it out, or put it inside the sub-network"));
        }
        List<Layer> layers = LayerTree.all(place.layer(), place.shape());
        layers.forEach(layer -> look(layer, findings));
        boolean batchNorm = layers.stream().anyMatch(BatchNorm.class::isInstance);
        if (!batchNorm && place.layer().stateCount(place.shape()) > 0) {
            findings.add(new Finding(
                    Kind.STATE,
                    place.layer().name(),
                    "training writes a state of the field: what is evaluated later is another field"));
        }
        if (noField) {
            return new FieldAudit(findings.build(), Double.NaN, Double.NaN);
        }
        return new FieldAudit(findings.build(), trainingGap(place, input, seed), batchGap(place, input));
    }

    private static void look(Layer layer, ImmutableList.Builder<Finding> findings) {
        if (layer instanceof BatchNorm) {
            findings.add(new Finding(
                    Kind.BATCH_NORM,
                    layer.name(),
                    "in training the field depends on the whole batch, and running statistics make another field of it"
                            + " afterwards: use group norm or layer norm"));
        } else if ((layer instanceof Dropout dropout && dropout.rate() > 0) || layer instanceof StochasticDepth) {
            findings.add(new Finding(
                    Kind.DROPOUT,
                    layer.name(),
                    "each solve of the training has a field of its own, drawn at random and held for the solve: put it before or"
                            + " after the block"));
        } else if (LayerTree.isKink(layer)) {
            findings.add(new Finding(
                    Kind.KINK,
                    layer.name(),
                    "the derivative jumps, and no method keeps an order above about 2 across it: take tanh, softplus, GELU or swish, and for"
                            + " weights in pieces steps that end where they do"));
        }
    }

    private static double trainingGap(PlacedBlock place, INDArray input, long seed) {
        INDArray training = evaluate(place, Mode.TRAIN, input, seed);
        INDArray evaluation = evaluate(place, Mode.EVALUATE, input, seed);
        return relative(training, evaluation);
    }

    private static double batchGap(PlacedBlock place, INDArray input) {
        long half = input.size(0) / 2;
        if (half == 0) {
            return Double.NaN;
        }
        long[] shape = place.shape().withBatch(half);
        INDArray part = NativeArrays.zeros(input.dataType(), shape);
        INDArray whole = null;
        try {
            part.assign(input.get(NDArrayIndex.interval(0, half)));
            whole = withoutDropout(place, input);
            INDArray cut = NativeArrays.zeros(input.dataType(), shape);
            cut.assign(whole.get(NDArrayIndex.interval(0, half)));
            return relative(withoutDropout(place, part), cut);
        } finally {
            part.close();
            if (whole != null) {
                whole.close();
            }
        }
    }

    /** Masks are all ones until they are drawn. */
    private static INDArray withoutDropout(PlacedBlock place, INDArray y) {
        INDArray result = NativeArrays.zerosLike(y);
        try (LayerBinding field = place.field(Mode.TRAIN).bind(y)) {
            field.evaluate(place.block().t0(), y, result);
        }
        return result;
    }

    private static INDArray evaluate(PlacedBlock place, Mode mode, INDArray y, long seed) {
        INDArray result = NativeArrays.zerosLike(y);
        LayerField description = place.field(mode);
        try (LayerBinding field = description.bind(y)) {
            field.resample(seed);
            field.evaluate(place.block().t0(), y, result);
        }
        return result;
    }

    /** Closes both. */
    private static double relative(INDArray value, INDArray reference) {
        Checks.check(value.length() == reference.length(), "lengths", value.length(), "must be equal");
        NdArraySpace space = NdArraySpace.of(value.dataType());
        double norm = space.dot(reference, reference);
        space.axpy(-1, reference, value);
        double difference = space.dot(value, value);
        value.close();
        reference.close();
        return difference == 0 ? 0 : Math.sqrt(difference / norm);
    }
}
