package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * FractalNet's block: columns of units of depth 1, 2, 4, ..., all with weights of their own, which meet in means:
 * {@code f_1 = unit}, {@code f_c+1 = mean(f_c f_c, unit)}, joins that follow each other at once being one mean of all that meets there. No path is a shortcut; the number of units is
 * {@code 2^columns - 1}, the longest path has {@code 2^(columns - 1)}.
 *
 * @param unit form of the units; preserves its input's shape
 * @param columns number of columns, from 1 to 10
 * @see "Larsson, Maire, Shakhnarovich: FractalNet: ultra-deep neural networks without residuals, arXiv 1605.07648"
 */
public record FractalBlock(Layer unit, int columns) implements FormulaLayer {

    private static final int MOST_COLUMNS = 10;

    /**
     * Checks the settings.
     *
     * @param unit form of the units
     * @param columns from 1 to 10
     */
    public FractalBlock {
        Checks.check(
                columns >= 1 && columns <= MOST_COLUMNS, "columns", columns, "must be in [1, " + MOST_COLUMNS + "]");
    }

    /** {@return units on the longest path} */
    public int depth() {
        return 1 << (columns - 1);
    }

    @Override
    public String name() {
        return "fractal(" + columns + ", " + unit.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shapes.requirePreserved("unit of a fractal block", unit, input);
    }

    /** Row by row: column c, of which column 0 is the deepest, has a unit over 2^c rows; what ends with the same row meets in a mean. */
    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        List<Formula.Node> joints = new ArrayList<>(List.of(x));
        for (int row = 1; row <= depth(); row++) {
            List<Formula.Node> ending = new ArrayList<>();
            for (int c = 0; c < columns && row % (1 << c) == 0; c++) {
                String name = "column" + (columns - 1 - c) + ".unit" + (row / (1 << c) - 1);
                ending.add(formula.apply(name, unit, joints.get(row - (1 << c))));
            }
            joints.add(mean(formula, ending));
        }
        return joints.get(depth());
    }

    private static Formula.Node mean(Formula formula, List<Formula.Node> nodes) {
        if (nodes.size() == 1) {
            return nodes.get(0);
        }
        double weight = 1.0 / nodes.size();
        return formula.sum(
                nodes.stream().map(node -> Formula.term(weight, node)).toList());
    }
}
