package org.kutta.nn.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.StateSpace;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code tanh(y W1 + b1 + t s) W2}, once as a graph. */
class SameDiffFieldTests implements DifferentiableFieldContract<INDArray> {
    private final SameDiffField field = SameDiffField.of(graph(), "y", "t", "dydt");

    private static double[] values(int count, double phase) {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = 0.6 * Math.sin(phase + 1.7 * i);
        }
        return values;
    }

    private static SameDiff graph() {
        SameDiff graph = SameDiff.create();
        SDVariable y = graph.placeHolder("y", DataType.DOUBLE, -1, 3);
        SDVariable t = graph.placeHolder("t", DataType.DOUBLE);
        SDVariable w1 = graph.var(
                "w1", NativeArrays.vector(DataType.DOUBLE, values(15, 0)).reshape(3, 5));
        SDVariable b1 = graph.var("b1", NativeArrays.vector(DataType.DOUBLE, values(5, 1)));
        SDVariable s = graph.var("s", NativeArrays.vector(DataType.DOUBLE, values(5, 2)));
        SDVariable w2 = graph.var(
                "w2", NativeArrays.vector(DataType.DOUBLE, values(15, 3)).reshape(5, 3));
        graph.var("unused", NativeArrays.vector(DataType.DOUBLE, values(2, 3)));
        SDVariable hidden = graph.math().tanh(y.mmul(w1).add(b1).add(s.mul(t)));
        hidden.mmul(w2).rename("dydt");
        return graph;
    }

    @Override
    public DifferentiableField<INDArray> field() {
        return field;
    }

    @Override
    public StateSpace<INDArray> space() {
        return NdArraySpace.DOUBLE;
    }

    @Override
    public INDArray newState() {
        return NativeArrays.zeros(DataType.DOUBLE, 4, 3);
    }

    @Override
    public void set(INDArray target, double[] values) {
        NativeArrays.write(values, target);
    }

    @Override
    public double[] get(INDArray source) {
        return NativeArrays.toHeap(source);
    }

    @Test
    void evaluate_sameNetworkOfLayers_agrees() {
        SameDiff graph = SameDiff.create();
        SDVariable y = graph.placeHolder("y", DataType.DOUBLE, -1, 2);
        try (Network network = Network.of(
                Sequential.of(Dense.of(4), new Tanh(), Dense.of(2).withoutBias()), Shape.of(2), DataType.DOUBLE, 3)) {
            INDArray p = network.parameters();
            SDVariable w1 = graph.var("w1", NativeArrays.slice(p, 0, 8).dup('c').reshape(2, 4));
            SDVariable b1 = graph.var("b1", NativeArrays.slice(p, 8, 4).dup('c'));
            SDVariable w2 =
                    graph.var("w2", NativeArrays.slice(p, 12, 8).dup('c').reshape(4, 2));
            graph.math().tanh(y.mmul(w1).add(b1)).mmul(w2).rename("dydt");
            INDArray state = NativeArrays.vector(DataType.DOUBLE, values(6, 0)).reshape(3, 2);
            try (BoundField<INDArray> layers = network.field().bind(state);
                    BoundField<INDArray> sameDiff =
                            SameDiffField.of(graph, "y", "dydt").bind(state)) {
                INDArray expected = NativeArrays.zerosLike(state);
                INDArray actual = NativeArrays.zerosLike(state);
                layers.evaluate(0, state, expected);
                sameDiff.evaluate(0, state, actual);
                assertThat(get(actual)).containsExactly(get(expected), within(1e-14));
            }
        }
    }

    @Test
    void pullback_inManyThreadsAndCalls_staysTheSame() throws Exception {
        List<double[]> expected = List.of(gradient(1).get(0));
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<List<double[]>>> runs = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                runs.add(pool.submit(() -> gradient(60)));
            }
            for (Future<List<double[]>> run : runs) {
                assertThat(run.get()).allSatisfy(bar -> assertThat(bar).isEqualTo(expected.get(0)));
            }
        } finally {
            pool.shutdown();
        }
    }

    private List<double[]> gradient(int calls) {
        List<double[]> all = new ArrayList<>();
        INDArray y = newState();
        set(y, values(12, 1));
        INDArray w = newState();
        set(w, values(12, 2));
        try (BoundField<INDArray> bound = field.bind(y);
                Linearization<INDArray> linearization = bound.newLinearization()) {
            for (int i = 0; i < calls; i++) {
                linearization.at(0.3, y, newState());
                INDArray bar = NativeArrays.zerosLike(field.parameters());
                linearization.pullback(w, newState(), bar);
                all.add(get(bar));
            }
        }
        return all;
    }

    @Test
    void writeTo_afterTheParametersChanged_changesTheGraph() {
        SameDiff graph = graph();
        SameDiffField own = SameDiffField.of(graph, "y", "t", "dydt");
        own.parameters().assign(2);
        assertThat(graph.getVariable("b1").getArr().getDouble(0)).isNotEqualTo(2);
        own.writeTo(graph);
        assertThat(graph.getVariable("b1").getArr().getDouble(0)).isEqualTo(2);
    }

    @Test
    void of_graphThatIsNoField_isRefused() {
        assertThatThrownBy(() -> SameDiffField.of(graph(), "z", "dydt"))
                .hasMessage("variable (z) must be a placeholder of the graph");
        assertThatThrownBy(() -> SameDiffField.of(graph(), "y", "dydt"))
                .hasMessageContaining("placeholder (t) must be the state or the time");
        assertThatThrownBy(() -> SameDiffField.of(graph(), "y", "t", "none"))
                .hasMessage("derivative (none) must be a variable of the graph");
        assertThatThrownBy(() -> field.bind(NativeArrays.zeros(DataType.FLOAT, 4, 3)))
                .hasMessage("y has data type FLOAT but the field expects DOUBLE");
    }
}
