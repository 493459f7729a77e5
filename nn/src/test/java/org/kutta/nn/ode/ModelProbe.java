package org.kutta.nn.ode;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A layer with parameters, a batch and a cotangent of its output, all from one seed, on the heap. */
public final class ModelProbe implements AutoCloseable {
    public final Network network;
    public final NetworkPlan plan;
    public final double[] input;
    public final double[] outputBar;
    private final INDArray gradient;

    public ModelProbe(Layer layer, Shape shape, DataType type, int batch, Mode mode, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        network = Network.of(layer, shape, type, seed);
        plan = network.plan(batch, mode);
        gradient = NativeArrays.zerosLike(network.parameters());
        plan.bindBackward(gradient);
        input = random.doubles(batch * shape.size(), -1, 1).toArray();
        outputBar = random.doubles(plan.output().length(), -1, 1).toArray();
    }

    public double[] output() {
        return output(input);
    }

    public double[] output(double[] of) {
        NativeArrays.write(of, plan.input());
        plan.forward();
        return NativeArrays.toHeap(plan.output());
    }

    /** The parameters' gradient, then the input's, of {@code <outputBar, output>}. */
    public double[] gradient() {
        double[] ignored = output();
        NativeArrays.write(outputBar, plan.outputBar());
        plan.backward();
        double[] ofParameters = NativeArrays.toHeap(gradient);
        double[] ofInput = NativeArrays.toHeap(plan.inputBar());
        double[] all = Arrays.copyOf(ofParameters, ofParameters.length + ofInput.length);
        System.arraycopy(ofInput, 0, all, ofParameters.length, ofInput.length);
        return all;
    }

    /** The same gradient by central differences. */
    public double[] differences(double h) {
        double[] parameters = NativeArrays.toHeap(network.parameters());
        double[] result = new double[parameters.length + input.length];
        for (int i = 0; i < result.length; i++) {
            double up = shifted(parameters, i, h);
            double down = shifted(parameters, i, -h);
            result[i] = (up - down) / (2 * h);
        }
        NativeArrays.write(parameters, network.parameters());
        return result;
    }

    private double shifted(double[] parameters, int i, double h) {
        double[] p = parameters.clone();
        double[] x = input.clone();
        if (i < p.length) {
            p[i] += h;
        } else {
            x[i - p.length] += h;
        }
        NativeArrays.write(p, network.parameters());
        double[] y = output(x);
        double sum = 0;
        for (int k = 0; k < y.length; k++) {
            sum += y[k] * outputBar[k];
        }
        return sum;
    }

    @Override
    public void close() {
        plan.close();
        network.close();
        gradient.close();
    }
}
