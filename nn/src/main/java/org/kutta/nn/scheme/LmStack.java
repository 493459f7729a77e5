package org.kutta.nn.scheme;

import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LearnedScale;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.StochasticDepth;
import org.kutta.solver.Checks;

/**
 * LM-ResNet: residual blocks as a linear two-step method with a learned coefficient,
 * {@code u_n+1 = (1 - k_n) u_n + k_n u_n-1 + f_n(u_n)}; the first block is an Euler step, {@code u_1 = u_0 + f_0(u_0)}. One stack has no memory of what was before it: the history
 * begins anew behind every transition.
 *
 * <p>The coefficient is {@code k} throughout. The authors' code learns {@code kappa = 1 - k} ({@link #kOfKappa}, {@link #kappaOfK}) and draws it from [1, 1.1], so that
 * {@code k} starts in [-0.1, 0]; so do the stacks of {@link #of}. The method is zero-stable for {@code -1 < k <= 1} ({@link ZeroStability}); {@code k = 0} is ResNet,
 * {@code k = 1} the leapfrog method.
 *
 * <p>With stochastic depth the branch of block {@code i} survives with a probability that goes linearly from {@code firstSurvival} to {@code lastSurvival}. Parameter
 * groups are named {@code block0...}, {@code block1...}, and {@code block1.k.factor} for the coefficient.
 *
 * @param subnet form of the sub-networks; preserves its input's shape
 * @param blocks number of blocks
 * @param perChannel whether each channel has its own coefficient
 * @param lowestK least initial coefficient
 * @param highestK greatest initial coefficient
 * @param clipped whether a coefficient outside [-0.999, 1] acts as the nearer bound
 * @param firstSurvival probability to keep the first branch, in (0, 1]
 * @param lastSurvival probability to keep the last branch, in (0, 1]
 * @see "Lu, Zhong, Li, Dong: Beyond finite layer neural networks, arXiv 1710.10121"
 */
public record LmStack(
        Layer subnet,
        int blocks,
        boolean perChannel,
        double lowestK,
        double highestK,
        boolean clipped,
        double firstSurvival,
        double lastSurvival)
        implements FormulaLayer {

    /** Least coefficient that a clipped stack uses: inside the open end of the interval. */
    static final double LEAST_STABLE_K = -0.999;

    /**
     * Checks the settings.
     *
     * @param subnet form of the sub-networks
     * @param blocks at least 1
     * @param perChannel whether each channel has its own coefficient
     * @param lowestK finite
     * @param highestK at least {@code lowestK}
     * @param clipped whether coefficients are clipped
     * @param firstSurvival in (0, 1]
     * @param lastSurvival in (0, 1]
     */
    public LmStack {
        Checks.atLeast("blocks", blocks, 1);
        Checks.finite("lowest k", lowestK);
        Checks.check(
                highestK >= lowestK && highestK < Double.POSITIVE_INFINITY,
                "highest k",
                highestK,
                "must be >= " + lowestK + " and finite");
        Checks.check(firstSurvival > 0 && firstSurvival <= 1, "first survival", firstSurvival, "must be in (0, 1]");
        Checks.check(lastSurvival > 0 && lastSurvival <= 1, "last survival", lastSurvival, "must be in (0, 1]");
    }

    /**
     * A stack with one coefficient a block that starts in [-0.1, 0], unclipped, without stochastic depth.
     *
     * @param subnet form of the sub-networks; preserves its input's shape
     * @param blocks number of blocks
     * @return the stack
     */
    public static LmStack of(Layer subnet, int blocks) {
        return new LmStack(subnet, blocks, false, kOfKappa(1.1), kOfKappa(1), false, 1, 1);
    }

    /** {@return the same stack with a coefficient for each channel} */
    public LmStack withKForEachChannel() {
        return new LmStack(subnet, blocks, true, lowestK, highestK, clipped, firstSurvival, lastSurvival);
    }

    /**
     * The same stack with other initial coefficients.
     *
     * @param lowest least initial coefficient
     * @param highest greatest initial coefficient
     * @return the stack
     */
    public LmStack withInitialK(double lowest, double highest) {
        return new LmStack(subnet, blocks, perChannel, lowest, highest, clipped, firstSurvival, lastSurvival);
    }

    /** {@return the same stack with coefficients that stay zero-stable whatever training does} */
    public LmStack withClippedK() {
        return new LmStack(subnet, blocks, perChannel, lowestK, highestK, true, firstSurvival, lastSurvival);
    }

    /**
     * The same stack with stochastic depth.
     *
     * @param first probability to keep the first branch
     * @param last probability to keep the last branch
     * @return the stack
     */
    public LmStack withSurvival(double first, double last) {
        return new LmStack(subnet, blocks, perChannel, lowestK, highestK, clipped, first, last);
    }

    /**
     * The coefficient in this library's convention.
     *
     * @param kappa the authors' code's: {@code u_n+1 = kappa u_n + (1 - kappa) u_n-1 + f(u_n)}
     * @return {@code 1 - kappa}
     */
    public static double kOfKappa(double kappa) {
        return 1 - kappa;
    }

    /**
     * The coefficient in the convention of the authors' code.
     *
     * @param k this library's
     * @return {@code 1 - k}
     */
    public static double kappaOfK(double k) {
        return 1 - k;
    }

    @Override
    public String name() {
        return "lm(" + blocks + ", " + subnet.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shapes.requirePreserved("sub-network of a linear multistep stack", subnet, input);
    }

    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        Formula.Node before = x;
        Formula.Node u = formula.sum(Formula.term(branch(formula, 0, x)), Formula.term(x));
        for (int n = 1; n < blocks; n++) {
            Formula.Node back = formula.sum(Formula.term(before), Formula.term(-1, u));
            Formula.Node history = formula.adjust("block" + n + ".k", coefficient(), back);
            before = u;
            u = formula.sum(Formula.term(branch(formula, n, u)), Formula.term(u), Formula.term(history));
        }
        return u;
    }

    private Formula.Node branch(Formula formula, int n, Formula.Node u) {
        double survival = firstSurvival + (lastSurvival - firstSurvival) * n / Math.max(1, blocks - 1);
        return formula.apply("block" + n, survival == 1 ? subnet : new StochasticDepth(subnet, survival), u);
    }

    private LearnedScale coefficient() {
        LearnedScale scale = LearnedScale.between(lowestK, highestK);
        scale = perChannel ? scale.forEachChannel() : scale;
        return clipped ? scale.within(LEAST_STABLE_K, 1) : scale;
    }
}
