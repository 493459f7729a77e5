package org.kutta.nn.train;

import java.util.Locale;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Cross-entropy of the softmax of logits {@code x [batch, classes]} with class probabilities {@code y}, usually one-hot.
 *
 * <p>Per sample {@code log(sum exp(x_c - m)) - sum y_c (x_c - m)} with {@code m = max x}, which neither overflows nor loses a loss of
 * large logit gaps; the gradient is {@code (softmax(x) - y) / batch}. Labels of a row must be in [0, 1] and sum to 1.
 */
public record SoftmaxCrossEntropy() implements Loss {

    @Override
    public String name() {
        return "softmax cross-entropy";
    }

    @Override
    public void checkOutput(Shape output) {
        if (output.rank() != 1 || output.dim(0) < 2) {
            throw new IllegalArgumentException("output of softmax cross-entropy has shape " + output
                    + " but must be [classes] with at least 2 classes");
        }
    }

    @Override
    public void checkLabels(INDArray labels) {
        double[][] rows = labels.toDoubleMatrix();
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (double p : rows[i]) {
                if (!(p >= 0 && p <= 1)) {
                    throw new IllegalArgumentException(
                            String.format(Locale.ROOT, "label probability (%s) of sample %d must be in [0, 1]", p, i));
                }
                sum += p;
            }
            if (!(Math.abs(sum - 1) <= 1e-4)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "label probabilities of sample %d must sum to 1, but sum to %s", i, sum));
            }
        }
    }

    @Override
    public LossPlan plan(PlanContext context, INDArray output, INDArray outputBar) {
        return new Plan(context, output, outputBar);
    }

    private static final class Plan implements LossPlan {
        private final INDArray labels;
        private final INDArray outputBar;
        private final INDArray rowLoss;
        private final INDArray ones;
        private final PreparedOp max;
        private final PreparedOp shift;
        private final Exp exp;
        private final PreparedOp sum;
        private final PreparedOp normalize;
        private final Log log;
        private final PreparedOp product;
        private final PreparedOp subtractRowSums;
        private final PreparedOp subtractLabels;

        Plan(PlanContext context, INDArray x, INDArray outputBar) {
            long batch = x.size(0);
            long classes = x.size(1);
            this.outputBar = outputBar;
            this.labels = context.allocate(batch, classes);
            this.rowLoss = context.allocate(batch, 1);
            this.ones = NativeArrays.view(context.ones(batch), batch, 1);
            INDArray classOnes = NativeArrays.view(context.ones(classes), classes, 1);
            INDArray rowMax = context.allocate(batch, 1);
            INDArray shifted = context.allocate(batch, classes);
            INDArray rowSum = context.allocate(batch, 1);
            // A maximum skips NaN, the difference does not: a NaN logit makes its row's loss NaN.
            max = PreparedOp.of("reduce_max", rowMax, x).integers(1).booleans(true);
            shift = PreparedOp.of("subtract", shifted, x, rowMax);
            exp = new Exp(shifted, outputBar);
            sum = PreparedOp.matmul(outputBar, false, classOnes, false, 1, 0, rowSum);
            normalize = PreparedOp.of("divide", outputBar, outputBar, rowSum);
            log = new Log(rowSum, rowLoss);
            product = PreparedOp.of("multiply", shifted, shifted, labels);
            subtractRowSums = PreparedOp.matmul(shifted, false, classOnes, false, -1, 1, rowLoss);
            subtractLabels = PreparedOp.of("subtract", outputBar, outputBar, labels);
        }

        @Override
        public double lossAndGradient(INDArray batchLabels) {
            NativeArrays.load(batchLabels, labels);
            max.run();
            shift.run();
            Nd4j.exec(exp);
            sum.run();
            normalize.run();
            Nd4j.exec(log);
            product.run();
            subtractRowSums.run();
            subtractLabels.run();
            long batch = rowLoss.length();
            Nd4j.getBlasWrapper().level1().scal(outputBar.length(), 1.0 / batch, outputBar);
            return Nd4j.getBlasWrapper().level1().dot(batch, 1.0, rowLoss, ones) / batch;
        }
    }
}
