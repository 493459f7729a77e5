package org.kutta.nn.scheme;

import java.util.List;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A linear combination of nodes. */
final class SumStep implements FormulaStep {

    private final Formula.Sum node;
    private final INDArray output;
    private final Program forward = new Program();
    private final Program backward = new Program();

    SumStep(Formula.Sum node, List<INDArray> terms, INDArray output) {
        this.node = node;
        this.output = output;
        for (int i = 0; i < terms.size(); i++) {
            double factor = node.terms().get(i).factor();
            if (i > 0) {
                forward.axpy(factor, terms.get(i), output);
            } else {
                forward.copy(terms.get(i), output);
                if (factor != 1) {
                    forward.scale(factor, output);
                }
            }
        }
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public void forward(double t) {
        forward.run();
    }

    /** The sum's own array goes to the last term that has none yet. */
    @Override
    public void bindBackward(Cotangents bars, INDArray parametersBar) {
        INDArray bar = bars.of(node.index());
        List<Formula.Term> terms = node.terms();
        int heir = -1;
        for (int i = 0; i < terms.size(); i++) {
            heir = bars.isMissing(terms.get(i).node().index()) ? i : heir;
        }
        for (int i = 0; i < terms.size(); i++) {
            if (i != heir) {
                bars.add(backward, terms.get(i).node().index(), terms.get(i).factor(), bar);
            }
        }
        if (heir < 0) {
            bars.finish(node.index());
        } else {
            bars.give(backward, terms.get(heir).node().index(), terms.get(heir).factor(), bar);
        }
    }

    @Override
    public double backward() {
        backward.run();
        return 0;
    }
}
