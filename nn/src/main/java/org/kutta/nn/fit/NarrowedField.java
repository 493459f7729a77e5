package org.kutta.nn.fit;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A bound network without the zeros behind its outputs: from {@code [rows, inputs]} to {@code [rows, outputs]}. */
final class NarrowedField implements BoundField<INDArray> {
    private final StateSpace<INDArray> space;
    private final BoundField<INDArray> wide;
    private final INDArray wideOutput;
    private final INDArray output;
    private final INDArray zeros;
    private final Runnable narrow;
    private final Runnable widen;

    NarrowedField(ArrayRows rows, BoundField<INDArray> wide, int count, int inputs, int outputs) {
        this.wide = wide;
        this.wideOutput = rows.zeros(count, inputs);
        this.output = rows.zeros(count, outputs);
        this.zeros = rows.zeros(count, inputs - outputs);
        this.narrow = rows.takeLeft(wideOutput, output, count);
        this.widen = rows.join(output, zeros, wideOutput, count);
        this.space = rows.space();
    }

    @Override
    public void evaluate(double t, INDArray z, INDArray dydt) {
        wide.evaluate(t, z, wideOutput);
        narrow.run();
        space.copy(output, dydt);
    }

    @Override
    public Linearization<INDArray> newLinearization() {
        Linearization<INDArray> inner = wide.newLinearization();
        return new Linearization<>() {
            @Override
            public void at(double t, INDArray z, INDArray dydt) {
                inner.at(t, z, wideOutput);
                narrow.run();
                space.copy(output, dydt);
            }

            @Override
            public double pullback(INDArray w, @Nullable INDArray zBar, @Nullable INDArray parametersBar) {
                space.copy(w, output);
                widen.run();
                return inner.pullback(wideOutput, zBar, parametersBar);
            }

            @Override
            public long bytes() {
                return inner.bytes();
            }

            @Override
            public void close() {
                inner.close();
            }
        };
    }

    @Override
    public void close() {
        wide.close();
        wideOutput.close();
        output.close();
        zeros.close();
    }
}
