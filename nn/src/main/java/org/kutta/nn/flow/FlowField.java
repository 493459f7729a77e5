package org.kutta.nn.flow;

import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.heap.HeapField;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;

/**
 * A field together with what a flow integrates for each sample, itself a differentiable field: {@code (y, l, q)' = (f, tr(df/dy), penalty)}.
 *
 * <p>Parts of the state: {@code y} is {@code [batch, features]} row-major, {@code l} and {@code q} are {@code [batch]}. {@code l} integrates to the logarithm of the volume change
 * {@code log |det dy(t1)/dy(t0)|}. The penalty does not count in the error norm. Its linearizations know no cotangent of the time (they return NaN), so that gradient methods
 * must not be asked for gradients of times.
 *
 * @see "Chen et al.: Neural ordinary differential equations, arXiv 1806.07366, section 4"
 */
public final class FlowField implements DifferentiableField<ProductState<double[]>> {
    private static final double[] NOTHING = {};

    private final DifferentiableField<double[]> field;
    private final int features;
    private final TraceEstimator trace;
    private final FlowPenalty penalty;
    private volatile long seed;

    /**
     * Makes the augmented field.
     *
     * @param field a field on {@code [batch, features]} whose linearizations have tangents, such as a {@link org.kutta.nn.heap.HeapField}
     * @param features number of components of one sample, at least 1
     * @param trace how the trace is taken
     * @param penalty what is integrated besides
     */
    public FlowField(DifferentiableField<double[]> field, int features, TraceEstimator trace, FlowPenalty penalty) {
        checkFeatures(field, features);
        this.field = field;
        this.features = features;
        this.trace = trace;
        this.penalty = penalty;
    }

    /** A field on the heap takes any number of rows: two samples of 2 features would pass for one of 4. */
    static void checkFeatures(DifferentiableField<double[]> field, int features) {
        Checks.atLeast("features", features, 1);
        Checks.check(
                !(field instanceof HeapField heap) || heap.features() == features,
                "features",
                features,
                "must be those of the field");
    }

    /** {@return the algebra of the states; the penalty does not count in the error norm} */
    public static ProductSpace<double[]> space() {
        return ProductSpace.of(DoubleArraySpace.INSTANCE, 3).countingOnly(true, true, false);
    }

    /**
     * {@return the state to start from: samples, not copied, no change of volume, no penalty}
     *
     * @param y samples {@code [batch, features]}
     */
    public ProductState<double[]> start(double[] y) {
        int batch = batch(y);
        return ProductState.of(y, new double[batch], new double[batch]);
    }

    private int batch(double[] y) {
        Checks.check(
                y.length > 0 && y.length % features == 0,
                "y has length %s but the flow expects [batch, %s]",
                y.length,
                features);
        return y.length / features;
    }

    /**
     * Draws new random directions for the evaluations that follow; between two solves.
     *
     * @param seed seed of the directions
     */
    public void resample(long seed) {
        this.seed = seed;
    }

    long seed() {
        return seed;
    }

    int features() {
        return features;
    }

    TraceEstimator trace() {
        return trace;
    }

    FlowPenalty penalty() {
        return penalty;
    }

    @Override
    public ParameterLayout layout() {
        return field.layout();
    }

    @Override
    public ProductState<double[]> parameters() {
        return ProductState.of(field.parameters(), NOTHING, NOTHING);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the shapes do not fit, or the inner field's linearizations have no tangents
     */
    @Override
    public BoundField<ProductState<double[]>> bind(ProductState<double[]> like) {
        int batch = batch(like.part(0));
        Checks.check(
                like.parts() == 3 && like.part(1).length == batch && like.part(2).length == batch,
                "a flow's state must have three parts: samples, volume change and penalty, [%s] each of the last two",
                batch);
        return new BoundFlow(this, field.bind(like.part(0)), batch);
    }
}
