package org.kutta.nn.layer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.nn.Network;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The field contract for a network in double. */
abstract class NetworkFieldContract implements DifferentiableFieldContract<INDArray> {

    private final Layer layer;
    private final Shape shape;
    private final int batch;
    private Network network;

    NetworkFieldContract(Layer layer, Shape shape, int batch) {
        this.layer = layer;
        this.shape = shape;
        this.batch = batch;
    }

    @BeforeEach
    void createNetwork() {
        network = Network.of(layer, shape, DataType.DOUBLE, 5);
    }

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    @Override
    public DifferentiableField<INDArray> field() {
        return network.field();
    }

    @Override
    public StateSpace<INDArray> space() {
        return NdArraySpace.DOUBLE;
    }

    @Override
    public INDArray newState() {
        return NativeArrays.zeros(DataType.DOUBLE, shape.withBatch(batch));
    }

    @Override
    public void set(INDArray target, double[] values) {
        NativeArrays.write(values, target);
    }

    @Override
    public double[] get(INDArray source) {
        return NativeArrays.toHeap(source);
    }
}
