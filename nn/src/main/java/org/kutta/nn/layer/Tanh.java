package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The hyperbolic tangent. The pullback needs its output only: {@code xBar = g - g y y}. */
public record Tanh() implements PointwiseLayer {

    @Override
    public String name() {
        return "tanh";
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray output) {
        return new TanhPlan(context, input, output);
    }

    private static final class TanhPlan implements LayerPlan {

        private final PlanContext context;
        private final INDArray output;
        private final PreparedOp forward;
        private PreparedOp[] backward = {};
        private Runnable subtract = () -> {};

        TanhPlan(PlanContext context, INDArray input, INDArray output) {
            this.context = context;
            this.output = output;
            this.forward = PreparedOp.of("tanh", output, input);
        }

        @Override
        public INDArray output() {
            return output;
        }

        @Override
        public void forward(double t) {
            forward.run();
        }

        @Override
        public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
            INDArray scratch = context.acquire(output.shape());
            backward = new PreparedOp[] {
                PreparedOp.of("multiply", scratch, output, output),
                PreparedOp.of("multiply", scratch, scratch, outputBar)
            };
            subtract = () -> NativeArrays.axpy(-1, scratch, outputBar);
            context.release(scratch);
            return outputBar;
        }

        @Override
        public double backward() {
            backward[0].run();
            backward[1].run();
            subtract.run();
            return 0;
        }
    }
}
