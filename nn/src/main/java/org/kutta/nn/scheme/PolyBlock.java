package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * PolyNet's block: {@code y = x + F x + F F x + ...} up to a power, two of which make PolyNet-2.
 *
 * <p>A step of backward Euler is {@code y = x + F(y)}, for a linear {@code F} {@code y = (I - F)^-1 x}; the block is the Neumann series of that, cut off behind the power
 * {@code order}. With shared weights all powers are of one {@code F} (PolyNet's poly-2, {@code I + F + F^2}); otherwise each application has its own (mpoly-2,
 * {@code I + F + G F}).
 *
 * @param subnet the sub-network; preserves its input's shape
 * @param order greatest power, at least 1; 1 is a residual block
 * @param shared whether all applications share weights, dropout masks and running statistics
 * @see "Zhang, Li, Loy, Lin: PolyNet: a pursuit of structural diversity in very deep networks, arXiv 1611.05725"
 */
public record PolyBlock(Layer subnet, int order, boolean shared) implements FormulaLayer {

    /**
     * Checks the settings.
     *
     * @param subnet the sub-network
     * @param order at least 1
     * @param shared whether all applications share weights
     */
    public PolyBlock {
        Checks.atLeast("order", order, 1);
    }

    /**
     * PolyNet-2's block with shared weights.
     *
     * @param subnet the sub-network
     * @return {@code I + F + F^2}
     */
    public static PolyBlock of(Layer subnet) {
        return new PolyBlock(subnet, 2, true);
    }

    @Override
    public String name() {
        return "poly" + order + "(" + subnet.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shapes.requirePreserved("sub-network of a polynomial block", subnet, input);
    }

    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        List<Formula.Term> terms = new ArrayList<>(List.of(Formula.term(x)));
        Formula.Node power = x;
        if (shared) {
            Formula.Part field = formula.field("f", subnet, x.shape());
            for (int j = 1; j <= order; j++) {
                power = formula.evaluate(field, power);
                terms.add(Formula.term(power));
            }
        } else {
            for (int j = 1; j <= order; j++) {
                power = formula.apply("f" + j, subnet, power);
                terms.add(Formula.term(power));
            }
        }
        return formula.sum(terms);
    }
}
