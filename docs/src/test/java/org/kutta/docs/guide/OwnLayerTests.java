package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The page on layers: a layer of one's own, and running a network by hand. */
class OwnLayerTests {

    // region: layer
    /** Every component to the third power: y = x^3, xBar = 3 x^2 yBar. */
    record Cube() implements Layer {

        @Override
        public String name() {
            return "cube";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
            INDArray square = context.allocate(input.shape());
            INDArray output = context.allocate(input.shape());
            Program forward = new Program().multiply(input, input, square).multiply(square, input, output);
            Program backward = new Program();
            return new LayerPlan() {
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
                    INDArray inputBar = context.acquire(input.shape());
                    backward.multiply(outputBar, square, inputBar).scale(3, inputBar);
                    return inputBar;
                }

                @Override
                public double backward() {
                    backward.run();
                    return 0;
                }
            };
        }
    }
    // endregion

    private static double[] gradientOfTheSum(Layer model, double[] samples) {
        // region: run
        try (Network network = Network.of(model, Shape.of(2), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(3, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            NativeArrays.write(samples, plan.input());
            plan.forward();
            plan.outputBar().assign(1); // the loss is the sum of the outputs
            plan.backward();
            return NativeArrays.toHeap(gradient);
        }
        // endregion
    }

    @Test
    void cube_inANetwork_hasTheRightGradient() {
        Layer model = Sequential.of(Dense.of(8), new Cube(), Dense.of(1));
        double[] samples = {1, 2, -1, 0.5, 0.3, -2};
        double slope = gradientOfTheSum(model, samples)[0];
        double h = 1e-5;
        double expected = (sumWithFirstMoved(model, samples, h) - sumWithFirstMoved(model, samples, -h)) / (2 * h);
        assertThat(slope).isCloseTo(expected, within(1e-7 * (1 + Math.abs(expected))));
    }

    private static double sumWithFirstMoved(Layer model, double[] samples, double h) {
        try (Network network = Network.of(model, Shape.of(2), DataType.DOUBLE, 1);
                NetworkPlan plan = network.plan(3, Mode.EVALUATE)) {
            network.parameters().putScalar(0, network.parameters().getDouble(0) + h);
            NativeArrays.write(samples, plan.input());
            plan.forward();
            return Arrays.stream(NativeArrays.toHeap(plan.output())).sum();
        }
    }
}
