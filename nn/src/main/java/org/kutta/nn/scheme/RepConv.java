package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Sequential;
import org.kutta.solver.Checks;

/**
 * RepVGG's linear block: {@code y = N3(conv3x3 x) + N1(conv1x1 x) + N0(x)} with batch norms {@code N}, the last term only where input and output have the same shape. After
 * training it is one 3x3 convolution with bias: {@link Reparametrization}.
 *
 * @param filters number of output channels
 * @param stride step between outputs
 * @see "Ding et al.: RepVGG: making VGG-style ConvNets great again, arXiv 2101.03697"
 */
public record RepConv(int filters, int stride) implements FormulaLayer {

    /**
     * Checks the settings.
     *
     * @param filters at least 1
     * @param stride at least 1
     */
    public RepConv {
        Checks.atLeast("filters", filters, 1);
        Checks.atLeast("stride", stride, 1);
    }

    /**
     * A block of stride 1.
     *
     * @param filters number of output channels
     * @return the block
     */
    public static RepConv of(int filters) {
        return new RepConv(filters, 1);
    }

    static final BatchNorm NORM = BatchNorm.of();

    /** {@return the convolution that the block becomes} */
    Conv2d fused() {
        return Conv2d.of(filters, 3).withStride(stride);
    }

    boolean hasIdentity(long channels) {
        return stride == 1 && channels == filters;
    }

    @Override
    public String name() {
        return "rep(" + filters + ")";
    }

    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        List<Formula.Term> terms = new ArrayList<>();
        for (int kernel : new int[] {3, 1}) {
            Conv2d convolution = Conv2d.of(filters, kernel).withStride(stride).withoutBias();
            terms.add(Formula.term(formula.adjust("conv" + kernel, Sequential.of(convolution, NORM), x)));
        }
        if (hasIdentity(x.shape().dim(-1))) {
            terms.add(Formula.term(formula.adjust("identity", NORM, x)));
        }
        return formula.sum(terms);
    }
}
