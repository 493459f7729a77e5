package org.kutta.nn.nd4j;

import org.kutta.adjoint.certificate.Components;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Single components of ND4J arrays, a transfer from the device each: for certificates and diagnoses, never for a hot loop. */
public final class NdArrayComponents implements Components<INDArray> {

    /** The components of any array. */
    public static final NdArrayComponents INSTANCE = new NdArrayComponents();

    private NdArrayComponents() {}

    @Override
    public double get(INDArray x, long index) {
        return x.getDouble(index);
    }

    @Override
    public void set(INDArray x, long index, double value) {
        x.putScalar(index, value);
    }
}
