package org.kutta.nn.samediff;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.api.OutAndGrad;
import org.nd4j.autodiff.samediff.internal.InferenceSession;
import org.nd4j.autodiff.samediff.internal.memory.NoOpMemoryMgr;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A copy of a graph bound to a shape.
 *
 * <p>The pullback of {@code w} is the gradient of {@code sum(derivative * w)}. Sessions of SameDiff remember every array they ever freed and keep arrays for
 * reuse that may be views of others; so they are given a memory manager that keeps nothing, and replaced now and then.
 */
final class BoundGraph implements BoundField<INDArray> {
    private static final String COTANGENT = "kutta_cotangent";
    private static final String PRODUCT = "kutta_product";
    private static final String GRADIENT = "grad";
    private static final int CALLS_PER_SESSION = 100;

    private final SameDiffField field;
    private final SameDiff graph;
    private final long[] shape;
    private final INDArray state;
    private final INDArray cotangent;
    private final INDArray time;
    private final ImmutableList<String> withGradient;
    private final Map<String, INDArray> placeholders = new LinkedHashMap<>();
    private int calls;

    BoundGraph(SameDiffField field, INDArray like) {
        this.field = field;
        this.graph = field.copy();
        this.shape = like.shape();
        this.state = NativeArrays.zerosLike(like);
        this.cotangent = NativeArrays.zerosLike(like);
        this.time = NativeArrays.zeros(like.dataType());
        SDVariable w = graph.placeHolder(COTANGENT, like.dataType(), shape);
        graph.setLossVariables(graph.getVariable(field.derivative()).mul(w).sum(PRODUCT));
        List<String> inputs = new ArrayList<>(List.of(field.state()));
        field.time().ifPresent(inputs::add);
        graph.createGradFunction(inputs.toArray(new String[0]));
        inputs.addAll(field.names());
        this.withGradient = inputs.stream().filter(graph::variableHasGradient).collect(ImmutableList.toImmutableList());
        placeholders.put(field.state(), state);
        placeholders.put(COTANGENT, cotangent);
        field.time().ifPresent(name -> placeholders.put(name, time));
    }

    @Override
    public void evaluate(double t, INDArray y, INDArray dydt) {
        set(t, y);
        INDArray result = graph.output(placeholders, field.derivative()).get(field.derivative());
        checkShape("derivative", result);
        dydt.assign(result);
    }

    private void set(double t, INDArray y) {
        checkShape("y", y);
        renewSessions();
        NativeArrays.copy(y, state);
        time.assign(t);
        field.slices().forEach((name, slice) -> {
            INDArray array = graph.getVariable(name).getArr();
            array.assign(slice.reshape(array.shape()));
        });
    }

    private void checkShape(String what, @Nullable INDArray array) {
        Checks.check(
                array != null && Arrays.equals(array.shape(), shape),
                "%s has shape %s but the field is bound to %s",
                what,
                array == null ? "none" : Arrays.toString(array.shape()),
                Arrays.toString(shape));
    }

    private void renewSessions() {
        if (calls++ % CALLS_PER_SESSION == 0) {
            renewSession(graph);
            renewSession(graph.getFunction(GRADIENT));
        }
    }

    private static void renewSession(SameDiff graph) {
        InferenceSession session = new InferenceSession(graph);
        session.setMmgr(new NoOpMemoryMgr());
        graph.getSessions().clear();
        graph.getSessions().put(Thread.currentThread().getId(), session);
    }

    private double pullback(
            double t, INDArray y, INDArray w, @Nullable INDArray yBar, @Nullable INDArray parametersBar) {
        set(t, y);
        NativeArrays.copy(w, cotangent);
        OutAndGrad result = graph.calculateGradientsAndOutputs(placeholders, List.of(field.derivative()), withGradient);
        Map<String, INDArray> gradients = result.getGradients();
        add(gradients.get(field.state()), yBar);
        if (parametersBar != null) {
            field.layout().groups().forEach(group -> {
                if (group.size() > 0) {
                    add(gradients.get(group.name()), NativeArrays.slice(parametersBar, group.offset(), group.size()));
                }
            });
        }
        INDArray timeBar = field.time().map(gradients::get).orElse(null);
        return timeBar == null ? 0 : timeBar.getDouble(0);
    }

    private static void add(@Nullable INDArray gradient, @Nullable INDArray target) {
        if (gradient != null && target != null) {
            INDArray contiguous = gradient.dup('c');
            NativeArrays.axpy(1, contiguous.reshape(target.shape()), target);
        }
    }

    @Override
    public Linearization<INDArray> newLinearization() {
        return new Point();
    }

    @Override
    public void close() {
        graph.getSessions().clear();
        graph.getFunction(GRADIENT).getSessions().clear();
        state.close();
        cotangent.close();
        time.close();
    }

    private final class Point implements Linearization<INDArray> {
        private final INDArray point = NativeArrays.zerosLike(state);
        private double pointTime = Double.NaN;

        @Override
        public void at(double t, INDArray y, INDArray dydt) {
            evaluate(t, y, dydt);
            NativeArrays.copy(y, point);
            pointTime = t;
        }

        @Override
        public double pullback(INDArray w, @Nullable INDArray yBar, @Nullable INDArray parametersBar) {
            return BoundGraph.this.pullback(pointTime, point, w, yBar, parametersBar);
        }

        @Override
        public long bytes() {
            return NativeArrays.bytes(point);
        }

        @Override
        public void close() {
            point.close();
        }
    }
}
