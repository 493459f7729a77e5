package org.kutta.nn.scheme;

import java.util.List;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Nodes joined along the last axis. */
final class JoinStep implements FormulaStep {

    private final Formula.Join node;
    private final PlanContext context;
    private final List<INDArray> parts;
    private final INDArray output;
    private final PreparedOp join;
    private final Program backward = new Program();

    JoinStep(Formula.Join node, PlanContext context, List<INDArray> parts, INDArray output) {
        this.node = node;
        this.context = context;
        this.parts = parts;
        this.output = output;
        this.join = PreparedOp.join(output, parts.toArray(new INDArray[0]));
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public void forward(double t) {
        join.run();
    }

    @Override
    public void bindBackward(Cotangents bars, INDArray parametersBar) {
        INDArray bar = bars.of(node.index());
        long offset = 0;
        for (int i = 0; i < parts.size(); i++) {
            INDArray partBar = context.acquire(parts.get(i).shape());
            backward.add(PreparedOp.part(bar, offset, partBar));
            bars.give(backward, node.parts().get(i).index(), 1, partBar);
            offset += parts.get(i).size(-1);
        }
        bars.finish(node.index());
    }

    @Override
    public double backward() {
        backward.run();
        return 0;
    }
}
