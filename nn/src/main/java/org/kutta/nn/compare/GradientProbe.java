package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.train.Trainable;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Another model, with the gradient norms of its weights at the first step and at a last one. The model stays its owner's. */
final class GradientProbe<B> implements Trainable<B> {
    private final Trainable<B> model;
    private final long lastStep;
    private long step;
    private ImmutableList<Double> first = ImmutableList.of();
    private ImmutableList<Double> last = ImmutableList.of();

    GradientProbe(Trainable<B> model, long lastStep) {
        this.model = model;
        this.lastStep = lastStep;
    }

    ImmutableList<Double> first() {
        return first;
    }

    ImmutableList<Double> last() {
        return last;
    }

    @Override
    public double lossAndGradient(B batch) {
        double loss = model.lossAndGradient(batch);
        if (step == 0) {
            first = norms();
        }
        if (step == lastStep) {
            last = norms();
        }
        return loss;
    }

    private ImmutableList<Double> norms() {
        NdArraySpace space = NdArraySpace.of(model.gradient().dataType());
        ImmutableList.Builder<Double> norms = ImmutableList.builder();
        for (ParameterLayout.Group group : model.layout().groups()) {
            if (model.decays(group)) {
                INDArray part = NativeArrays.slice(model.gradient(), group.offset(), group.size());
                norms.add(Math.sqrt(space.dot(part, part)));
            }
        }
        return norms.build();
    }

    @Override
    public INDArray parameters() {
        return model.parameters();
    }

    @Override
    public INDArray gradient() {
        return model.gradient();
    }

    @Override
    public ParameterLayout layout() {
        return model.layout();
    }

    @Override
    public boolean decays(ParameterLayout.Group group) {
        return model.decays(group);
    }

    @Override
    public List<INDArray> state() {
        return model.state();
    }

    @Override
    public void beginStep(long number) {
        step = number;
        model.beginStep(number);
    }

    @Override
    public long samples(B batch) {
        return model.samples(batch);
    }

    @Override
    public void check(B batch) {
        model.check(batch);
    }

    @Override
    public Optional<String> firstNonFinite(B batch) {
        return model.firstNonFinite(batch);
    }
}
