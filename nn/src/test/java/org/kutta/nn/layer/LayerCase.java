package org.kutta.nn.layer;

import java.util.SplittableRandom;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One layer on one random input, with a random cotangent and all that its pullback gives. */
final class LayerCase implements AutoCloseable {

    final Network network;
    final NetworkPlan plan;
    final INDArray gradient;
    final double[] input;
    final double[] cotangent;

    LayerCase(Layer layer, Shape shape, int batch, Mode mode, DataType type, long seed) {
        network = Network.of(layer, shape, type, seed);
        SplittableRandom random = new SplittableRandom(seed);
        perturb(network.parameters(), random);
        plan = network.plan(batch, mode);
        gradient = NativeArrays.zerosLike(network.parameters());
        plan.bindBackward(gradient);
        input = normal(plan.input().length(), random);
        cotangent = normal(plan.output().length(), random);
        NativeArrays.write(input, plan.input());
    }

    /** Moves parameters off values such as 0 and 1, where a wrong formula may happen to be right. */
    private static void perturb(INDArray parameters, SplittableRandom random) {
        if (!parameters.isEmpty()) {
            double[] values = NativeArrays.toHeap(parameters);
            for (int i = 0; i < values.length; i++) {
                values[i] += 0.3 * random.nextGaussian();
            }
            NativeArrays.write(values, parameters);
        }
    }

    static double[] normal(long length, SplittableRandom random) {
        double[] values = new double[Math.toIntExact(length)];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    void forward() {
        plan.forward();
    }

    void backward() {
        NativeArrays.write(cotangent, plan.outputBar());
        plan.backward();
    }

    double[] output() {
        return NativeArrays.toHeap(plan.output());
    }

    double[] inputBar() {
        return NativeArrays.toHeap(plan.inputBar());
    }

    double[] parametersBar() {
        return NativeArrays.toHeap(gradient);
    }

    /** {@code cotangent . output} with input and parameters moved along directions. */
    double moved(double e, double[] inputDirection, double[] parameterDirection) {
        double[] parameters = NativeArrays.toHeap(network.parameters());
        NativeArrays.write(sum(input, e, inputDirection), plan.input());
        if (parameters.length > 0) {
            NativeArrays.write(sum(parameters, e, parameterDirection), network.parameters());
        }
        plan.forward();
        double value = dot(cotangent, output());
        NativeArrays.write(input, plan.input());
        if (parameters.length > 0) {
            NativeArrays.write(parameters, network.parameters());
        }
        return value;
    }

    private static double[] sum(double[] x, double e, double[] y) {
        double[] result = x.clone();
        for (int i = 0; i < x.length; i++) {
            result[i] += e * y[i];
        }
        return result;
    }

    static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }

    static double norm(double[] x) {
        return Math.sqrt(dot(x, x));
    }

    @Override
    public void close() {
        plan.close();
        gradient.close();
        network.close();
    }
}
