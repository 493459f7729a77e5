package org.kutta.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class NetworkPlanTests {

    private static final Sequential MLP = Sequential.of(Dense.of(5), new Tanh(), Dense.of(2));

    @Test
    void parameters_denseTanhDense_areNamedAndCounted() {
        try (Network network = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 1)) {
            assertThat(network.parameterGroups())
                    .extracting(group -> group.name() + group.shape())
                    .containsExactly("0.weight[3, 5]", "0.bias[5]", "2.weight[5, 2]", "2.bias[2]");
            assertThat(network.parameters().length()).isEqualTo(3 * 5 + 5 + 5 * 2 + 2);
        }
    }

    @Test
    void of_sameSeed_givesSameParameters() {
        try (Network a = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 7);
                Network b = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 7);
                Network c = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 8)) {
            assertThat(a.parameters().toDoubleVector())
                    .isEqualTo(b.parameters().toDoubleVector())
                    .isNotEqualTo(c.parameters().toDoubleVector());
        }
    }

    @Test
    void forward_denseTanhDense_equalsTheFormula() {
        try (Network network = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 2);
                NetworkPlan plan = network.plan(1, Mode.EVALUATE)) {
            double[] x = {0.3, -1.2, 0.7};
            NativeArrays.write(x, plan.input());
            plan.forward();
            double[] p = network.parameters().toDoubleVector();
            for (int k = 0; k < 2; k++) {
                double expected = p[30 + k];
                for (int j = 0; j < 5; j++) {
                    expected +=
                            p[20 + 2 * j + k] * Math.tanh(x[0] * p[j] + x[1] * p[5 + j] + x[2] * p[10 + j] + p[15 + j]);
                }
                assertThat(plan.output().getDouble(0, k))
                        .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-14));
            }
        }
    }

    @Test
    void backward_notBound_saysSo() {
        try (Network network = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 2);
                NetworkPlan plan = network.plan(1, Mode.EVALUATE)) {
            assertThatThrownBy(plan::backward)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("bindBackward");
        }
    }

    @Test
    void backward_denseTanhDense_agreesWithCentralDifferences() {
        try (Network network = Network.of(MLP, Shape.of(3), DataType.DOUBLE, 2);
                NetworkPlan plan = network.plan(4, Mode.TRAIN);
                INDArray gradient =
                        NativeArrays.zeros(DataType.DOUBLE, network.parameters().length())) {
            plan.bindBackward(gradient);
            NativeArrays.write(new double[] {1, 2, 3, -1, 0.5, 0.1, 0, 0, 1, 0.2, 0.2, 0.2}, plan.input());
            double[] weights = {1, -2, 0.5, 3, -1, 1, 0.1, 0.7};
            plan.forward();
            NativeArrays.write(weights, plan.outputBar());
            plan.backward();
            double h = 1e-5;
            for (int i = 0; i < gradient.length(); i++) {
                double p = network.parameters().getDouble(i);
                network.parameters().putScalar(i, p + h);
                double plus = dot(plan, weights);
                network.parameters().putScalar(i, p - h);
                double minus = dot(plan, weights);
                network.parameters().putScalar(i, p);
                assertThat(gradient.getDouble(i))
                        .isCloseTo((plus - minus) / (2 * h), org.assertj.core.data.Offset.offset(1e-8));
            }
        }
    }

    private static double dot(NetworkPlan plan, double[] weights) {
        plan.forward();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * plan.output().getDouble(i);
        }
        return sum;
    }
}
