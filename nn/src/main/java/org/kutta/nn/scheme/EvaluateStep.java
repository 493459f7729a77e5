package org.kutta.nn.scheme;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One evaluation of a field: a frame of its binding. */
final class EvaluateStep implements FormulaStep {

    private final Formula.Evaluate node;
    private final INDArray x;
    private final INDArray output;
    private final Linearization<INDArray> frame;
    private final Program before = new Program();
    private @Nullable INDArray bar;
    private @Nullable INDArray inputBar;
    private @Nullable INDArray parametersBar;

    EvaluateStep(Formula.Evaluate node, INDArray x, INDArray output, LayerBinding field) {
        this.node = node;
        this.x = x;
        this.output = output;
        this.frame = field.newLinearization();
    }

    @Override
    public INDArray output() {
        return output;
    }

    @Override
    public void forward(double t) {
        frame.at(t, x, output);
    }

    @Override
    public void bindBackward(Cotangents bars, INDArray parametersBar) {
        Formula.Part field = node.field();
        bar = bars.of(node.index());
        inputBar = bars.toAddTo(before, node.x().index(), x.shape());
        this.parametersBar = field.parameterCount() == 0
                ? null
                : NativeArrays.slice(parametersBar, field.parameterOffset(), field.parameterCount());
        bars.finish(node.index());
    }

    @Override
    public double backward() {
        INDArray top = bar;
        if (top == null) {
            throw new IllegalStateException("the backward pass is not bound");
        }
        before.run();
        return frame.pullback(top, inputBar, parametersBar);
    }

    @Override
    public long bytes() {
        return frame.bytes();
    }

    @Override
    public void close() {
        frame.close();
    }
}
