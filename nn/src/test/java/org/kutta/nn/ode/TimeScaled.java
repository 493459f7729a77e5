package org.kutta.nn.ode;

import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.nd4j.linalg.api.ndarray.INDArray;

/** {@code y = (1 + t) x}: makes a sub-network depend on the time at which it is evaluated. */
record TimeScaled() implements Layer {

    @Override
    public String name() {
        return "time-scaled";
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new Plan(context, input);
    }

    private static final class Plan implements LayerPlan {
        private final PlanContext context;
        private final INDArray input;
        private final INDArray output;
        private double time;
        private INDArray outputBar;
        private INDArray inputBar;

        Plan(PlanContext context, INDArray input) {
            this.context = context;
            this.input = input;
            this.output = context.allocate(input.shape());
            this.outputBar = output;
            this.inputBar = output;
        }

        @Override
        public INDArray output() {
            return output;
        }

        @Override
        public void forward(double t) {
            time = t;
            output.assign(input.mul(1 + t));
        }

        @Override
        public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
            this.outputBar = outputBar;
            inputBar = context.acquire(input.shape());
            return inputBar;
        }

        @Override
        public double backward() {
            inputBar.assign(outputBar.mul(1 + time));
            return outputBar.mul(input).sumNumber().doubleValue();
        }
    }
}
