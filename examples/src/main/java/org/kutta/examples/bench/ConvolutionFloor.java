package org.kutta.examples.bench;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.ConvTranspose2d;
import org.kutta.nn.layer.GroupedConv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The convolutions of a network alone, forward and backward: what no training step of it can be faster than. */
final class ConvolutionFloor {
    private ConvolutionFloor() {}

    /** A convolution and the images that it reads. */
    private record Key(Layer layer, Shape input) {}

    /**
     * The convolutions of a network.
     *
     * @param layer the network
     * @param input shape of one image
     * @return each kind once, with how often a forward pass evaluates it
     */
    static List<LayerPart> of(Layer layer, Shape input) {
        Map<Key, Long> counts = new LinkedHashMap<>();
        collect(layer, input, 1, counts);
        return counts.entrySet().stream()
                .map(entry ->
                        new LayerPart(entry.getKey().layer(), entry.getKey().input(), entry.getValue()))
                .toList();
    }

    private static void collect(Layer layer, Shape input, long times, Map<Key, Long> counts) {
        if (layer instanceof Conv2d || layer instanceof GroupedConv2d || layer instanceof ConvTranspose2d) {
            counts.merge(new Key(layer, input), times, Long::sum);
        }
        for (LayerPart part : layer.parts(input)) {
            collect(part.layer(), part.input(), times * part.times(), counts);
        }
    }

    /**
     * Times convolutions, each for itself.
     *
     * @param convolutions what is timed
     * @param batch images
     * @param warmUp runs before the timed ones
     * @param runs timed runs
     * @return the sum of their medians, each as often as it is evaluated, in milliseconds
     */
    static double millis(List<LayerPart> convolutions, int batch, int warmUp, int runs) {
        Checks.atLeast("runs", runs, 1);
        double millis = 0;
        for (LayerPart convolution : convolutions) {
            millis += convolution.times() * median(convolution, batch, warmUp, runs);
        }
        return millis;
    }

    private static double median(LayerPart convolution, int batch, int warmUp, int runs) {
        return median(convolution.layer(), convolution.input(), batch, warmUp, runs);
    }

    /**
     * Times a forward and a backward pass.
     *
     * @param layer what is timed
     * @param input shape of one sample
     * @param batch samples
     * @param warmUp runs before the timed ones
     * @param runs timed runs
     * @return their median, in milliseconds
     */
    static double median(Layer layer, Shape input, int batch, int warmUp, int runs) {
        SplittableRandom random = new SplittableRandom(1);
        List<Double> millis = new ArrayList<>();
        try (Network network = Network.of(layer, input, DataType.FLOAT, 1);
                NetworkPlan plan = network.plan(batch, Mode.TRAIN);
                INDArray gradient = NativeArrays.zerosLike(network.parameters())) {
            plan.bindBackward(gradient);
            NativeArrays.write(random.doubles(plan.input().length(), -1, 1).toArray(), plan.input());
            double[] bar = random.doubles(plan.outputBar().length(), -1, 1).toArray();
            for (int i = 0; i < warmUp + runs; i++) {
                NativeArrays.write(bar, plan.outputBar()); // over which the backward pass may write
                long begin = System.nanoTime();
                plan.forward();
                plan.backward();
                millis.add((System.nanoTime() - begin) * 1e-6);
            }
        }
        return Quantiles.median().compute(millis.subList(warmUp, millis.size()));
    }
}
