package org.kutta.nn.scheme;

import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Gelu;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.SelfAttention;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * A whole transformer layer as a vector field on sequences {@code [length, features]}: {@code F(x) = block(x) - x}, so that an Euler step of 1 is the layer itself.
 *
 * <p>With {@code A} self-attention, {@code M} a dense layer, GELU and a dense layer, and {@code N1, N2} layer norms, the layer is
 *
 * <pre>
 *   norm first:  h = x + A(N1(x)),  block(x) = h + M(N2(h))
 *   norm last:   h = N1(x + A(x)),  block(x) = N2(h + M(h))
 * </pre>
 *
 * @param heads heads of the attention
 * @param hidden units between the dense layers
 * @param normFirst whether the norms stand before attention and dense layers or after the sums; before is what deep stacks train with
 */
public record TransformerField(int heads, int hidden, boolean normFirst) implements FormulaLayer {

    /**
     * Checks the settings.
     *
     * @param heads at least 1
     * @param hidden at least 1
     * @param normFirst whether the norms stand before
     */
    public TransformerField {
        Checks.atLeast("heads", heads, 1);
        Checks.atLeast("hidden units", hidden, 1);
    }

    @Override
    public String name() {
        return "transformer(" + heads + ", " + hidden + ")";
    }

    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        Shape shape = x.shape();
        Checks.check(shape.rank() == 2, "%s expects [length, features] but the input is %s", name(), shape);
        Layer attention = SelfAttention.of(heads);
        Layer dense = Sequential.of(Dense.of(hidden), new Gelu(), Dense.of(Math.toIntExact(shape.dim(1))));
        if (normFirst) {
            Formula.Node a = formula.adjust("attention", Sequential.of(LayerNorm.of(), attention), x);
            Formula.Node h = formula.sum(Formula.term(x), Formula.term(a));
            Formula.Node m = formula.adjust("dense", Sequential.of(LayerNorm.of(), dense), h);
            return formula.sum(Formula.term(m), Formula.term(a));
        }
        Formula.Node a = formula.adjust("attention", attention, x);
        Formula.Node h = formula.adjust("norm1", LayerNorm.of(), formula.sum(Formula.term(x), Formula.term(a)));
        Formula.Node m = formula.adjust("dense", dense, h);
        Formula.Node y = formula.adjust("norm2", LayerNorm.of(), formula.sum(Formula.term(h), Formula.term(m)));
        return formula.sum(Formula.term(y), Formula.term(-1, x));
    }
}
