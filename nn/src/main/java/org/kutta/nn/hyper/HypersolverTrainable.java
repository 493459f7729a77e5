package org.kutta.nn.hyper;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The correction of a {@link Hypersolver} fitted to residuals: the loss is the mean square of {@code g - residual}. No solve is differentiated.
 *
 * <p>The network's own parameter vector is written before each pass, so that it holds the trained values at the end.
 */
public final class HypersolverTrainable implements Trainable<HyperSamples> {
    private final HeapMap correction;
    private final INDArray parameters;
    private final INDArray gradient;
    private final double[] parametersBar;
    private final Map<Integer, Linearization<double[]>> passes = new HashMap<>();

    /**
     * A correction to be fitted.
     *
     * @param hypersolver the hypersolver; the parameters of its correction are modified by training
     */
    public HypersolverTrainable(Hypersolver hypersolver) {
        this.correction = hypersolver.correction();
        this.parametersBar = new double[correction.parameters().length];
        this.parameters = NativeArrays.vector(DataType.DOUBLE, correction.parameters());
        this.gradient = NativeArrays.zeros(DataType.DOUBLE, parametersBar.length);
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public ParameterLayout layout() {
        return correction.layout();
    }

    @Override
    public long samples(HyperSamples batch) {
        return batch.residual().length / correction.outputs();
    }

    @Override
    public void check(HyperSamples batch) {
        Checks.check(
                batch.input().length == 2 * batch.residual().length
                        && batch.residual().length % correction.outputs() == 0,
                "samples have %s inputs and %s residuals but the correction takes rows of %s and gives rows of %s",
                batch.input().length,
                batch.residual().length,
                correction.inputs(),
                correction.outputs());
    }

    @Override
    public double lossAndGradient(HyperSamples batch) {
        readParameters();
        double[] bar = new double[batch.residual().length];
        Linearization<double[]> pass = passes.computeIfAbsent(
                (int) samples(batch), rows -> correction.bind(rows).newLinearization());
        pass.at(batch.t(), batch.input(), bar);
        double sum = 0;
        for (int i = 0; i < bar.length; i++) {
            double gap = bar[i] - batch.residual()[i];
            sum += gap * gap;
            bar[i] = 2 * gap / bar.length;
        }
        if (Double.isFinite(sum)) {
            Arrays.fill(parametersBar, 0);
            pass.pullback(bar, null, parametersBar);
            NativeArrays.write(parametersBar, gradient);
        }
        return sum / bar.length;
    }

    private void readParameters() {
        System.arraycopy(NativeArrays.toHeap(parameters), 0, correction.parameters(), 0, parametersBar.length);
    }

    /** Leaves the trained parameters in the correction, and frees what is held. */
    @Override
    public void close() {
        readParameters();
        passes.values().forEach(Linearization::close);
        parameters.close();
        gradient.close();
    }
}
