package org.kutta.nn.train;

import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Mean of the squares of {@code output - labels} over all components of a batch; the gradient is {@code 2 (output - labels) / components}. */
public record MeanSquaredError() implements Loss {

    @Override
    public String name() {
        return "mean squared error";
    }

    @Override
    public void checkLabels(INDArray labels) {
        if (!Double.isFinite(Nd4j.getBlasWrapper().level1().nrm2(labels))) {
            throw new IllegalArgumentException("labels must be finite");
        }
    }

    @Override
    public LossPlan plan(PlanContext context, INDArray output, INDArray outputBar) {
        INDArray labels = context.allocate(output.shape());
        PreparedOp difference = PreparedOp.of("subtract", outputBar, output, labels);
        long size = output.length();
        return batchLabels -> {
            NativeArrays.load(batchLabels, labels);
            difference.run();
            double loss = Nd4j.getBlasWrapper().level1().dot(size, 1.0, outputBar, outputBar) / size;
            Nd4j.getBlasWrapper().level1().scal(size, 2.0 / size, outputBar);
            return loss;
        };
    }
}
