package org.kutta.nn.compare;

import java.util.List;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/** Blocks and problems whose results can be worked out by hand. */
final class LinearBlocks {
    private LinearBlocks() {}

    /** {@code y' = rate y}, with the parameters rate and, zero, a constant. */
    static FieldProblem<double[]> decay(double rate, ButcherTableau tableau, int steps) {
        HeapField field = HeapField.of(Dense.of(1), 1, new double[] {rate, 0});
        return FieldProblem.of(field, tableau, Mesh.uniform(0, 1, steps), new double[] {1});
    }

    /** A network of DOUBLE numbers with given parameters. */
    static Network network(Layer layer, int features, double... parameters) {
        Network network = Network.of(layer, Shape.of(features), DataType.DOUBLE, 1);
        NativeArrays.write(parameters, network.parameters());
        return network;
    }

    /** {@code y' = W y} with a constant, over the unit interval. */
    static OdeBlock block(int features, ButcherTableau tableau, int steps) {
        OdeSolver solver = OdeSolver.onMesh(tableau, Mesh.uniform(0, 1, steps));
        return OdeBlock.of(Dense.of(features), solver, DiscreteAdjoint.storeAll(), 0, 1);
    }

    static INDArray column(double... values) {
        INDArray array = NativeArrays.zeros(DataType.DOUBLE, values.length, 1);
        NativeArrays.write(values, array);
        return array;
    }

    /** Samples of one feature with labels 0. */
    static Batches<DataSet> samples(double... values) {
        return Batches.of(List.of(new DataSet(column(values), column(new double[values.length]))));
    }
}
