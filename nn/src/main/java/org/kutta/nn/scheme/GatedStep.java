package org.kutta.nn.scheme;

import java.util.ArrayList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LearnedScale;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.SoftmaxMixture;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * A Runge-Kutta step of one sub-network whose weights of the stages are learned: the block of the ODE transformer,
 * {@code y = x + sum(w_i F_i)}, {@code F_i = f(x + sum(a_ij F_j))}, the step being 1.
 *
 * <p>All stages share the weights of the sub-network. The {@code w_i} start at the tableau's {@code b_i}, where the block is a step of
 * {@link org.kutta.nn.ode.RungeKuttaStack#shared} with the same output; once trained, the order of the tableau is no longer claimed.
 *
 * @param tableau explicit; for {@link StageGate#SOFTMAX} with all {@code b_i > 0}, such as {@code heun2} or {@code rk4}
 * @param subnet the sub-network; preserves its input's shape
 * @param gate how the weights are learned
 * @see "Li et al.: ODE transformer: an ordinary differential equation-inspired model for sequence generation, arXiv 2203.09176"
 */
public record GatedStep(ButcherTableau tableau, Layer subnet, StageGate gate) implements FormulaLayer {

    /**
     * Checks that tableau and gate go together.
     *
     * @param tableau explicit, certified
     * @param subnet the sub-network
     * @param gate how the weights are learned
     */
    public GatedStep {
        Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
        tableau.certify().requirePassed();
        for (int i = 0; i < tableau.stages(); i++) {
            Checks.check(
                    gate != StageGate.SOFTMAX || tableau.b(i) > 0,
                    "weight of stage %s of %s (%s) must be > 0 for a softmax gate",
                    i,
                    tableau.name(),
                    tableau.b(i));
        }
    }

    @Override
    public String name() {
        return "gated(" + tableau.name() + ", " + subnet.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        return Shapes.requirePreserved("sub-network of a gated step", subnet, input);
    }

    @Override
    public Formula.Node write(Formula formula, Formula.Node x) {
        Formula.Part field = formula.field("f", subnet, x.shape());
        List<Formula.Node> stages = new ArrayList<>();
        for (int i = 0; i < tableau.stages(); i++) {
            List<Formula.Term> terms = new ArrayList<>(List.of(Formula.term(x)));
            for (int j = 0; j < i; j++) {
                if (tableau.a(i, j) != 0) {
                    terms.add(Formula.term(tableau.a(i, j), stages.get(j)));
                }
            }
            stages.add(formula.evaluate(field, terms.size() == 1 ? x : formula.sum(terms)));
        }
        List<Formula.Term> sum = new ArrayList<>(List.of(Formula.term(x)));
        if (gate == StageGate.SOFTMAX) {
            double[] b = new double[stages.size()];
            for (int i = 0; i < b.length; i++) {
                b[i] = tableau.b(i);
            }
            sum.add(Formula.term(formula.adjust("gate", SoftmaxMixture.of(b), formula.join(stages))));
        } else {
            for (int i = 0; i < stages.size(); i++) {
                sum.add(Formula.term(formula.adjust("b" + i, LearnedScale.of(tableau.b(i)), stages.get(i))));
            }
        }
        return formula.sum(sum);
    }
}
