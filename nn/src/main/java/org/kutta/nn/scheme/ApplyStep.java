package org.kutta.nn.scheme;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A sub-network with numbers of its own. */
final class ApplyStep implements FormulaStep {

    private final Formula.Apply node;
    private final LayerPlan plan;
    private final Program after = new Program();

    ApplyStep(Formula.Apply node, LayerPlan plan) {
        this.node = node;
        this.plan = plan;
    }

    @Override
    public INDArray output() {
        return plan.output();
    }

    @Override
    public boolean needsOutput() {
        return plan.needsOutput();
    }

    @Override
    public void forward(double t) {
        plan.forward(t);
    }

    @Override
    public void bindBackward(Cotangents bars, INDArray parametersBar) {
        INDArray bar = bars.of(node.index());
        Formula.Part part = node.part();
        INDArray inputBar = plan.bindBackward(
                bar, NativeArrays.slice(parametersBar, part.parameterOffset(), part.parameterCount()));
        if (!NativeArrays.sameMemory(inputBar, bar)) {
            bars.finish(node.index());
        }
        bars.give(after, node.x().index(), 1, inputBar);
    }

    @Override
    public double backward() {
        double timeBar = plan.backward();
        after.run();
        return timeBar;
    }

    @Override
    public void commitStatistics() {
        plan.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        plan.resample(random);
    }

    @Override
    public Optional<String> firstNonFinite(double t) {
        String name = node.part().name();
        return plan.firstNonFinite(t).map(within -> within.isEmpty() ? name : name + ", " + within);
    }

    @Override
    public long bytes() {
        return plan.bytes();
    }

    @Override
    public void close() {
        plan.close();
    }
}
