package org.kutta.examples.bench;

import com.google.common.collect.ImmutableList;
import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.Initializer;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.EpochSummary;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * A stack to be timed: stem 3x3 with stride 2, 12 sub-networks wired by a tableau at 16 x 16, global average, 10 classes.
 *
 * @param name name of the case
 * @param tableau how the sub-networks are wired
 * @param channels channels of the stack
 * @param batch images per step
 */
record StackCase(String name, ButcherTableau tableau, int channels, int batch) {
    private static final int SUBNETS = 12;
    private static final int CLASSES = 10;
    private static final Shape IMAGE = Shape.of(32, 32, 3);
    private static final int INNER = 16;

    /** {@return Euler, midpoint and RK4 with 16 and with 64 channels} */
    static ImmutableList<StackCase> all() {
        ImmutableList.Builder<StackCase> cases = ImmutableList.builder();
        for (ButcherTableau tableau : List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4)) {
            cases.add(new StackCase("stack-c16-" + tableau.name(), tableau, 16, 128));
        }
        for (ButcherTableau tableau : List.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.RK4)) {
            cases.add(new StackCase("stack-c64-" + tableau.name(), tableau, 64, 64));
        }
        return cases.build();
    }

    private Conv2d convolution() {
        return Conv2d.of(channels, 3).withoutBias();
    }

    private Layer model() {
        Layer subnet =
                Sequential.of(BatchNorm.of(), new Relu(), convolution(), BatchNorm.of(), new Relu(), convolution());
        int steps = SUBNETS / tableau.stackStages();
        return Sequential.of(
                Conv2d.of(channels, 3).withStride(2),
                RungeKuttaStack.perStage(tableau, Mesh.uniform(0, steps, steps), subnet),
                new GlobalAveragePool(),
                Dense.of(CLASSES));
    }

    /** Forward, and twice that backward, of the sub-networks' convolutions. */
    double convolutionFlops() {
        return 3 * 2.0 * batch * SUBNETS * 2 * channels * channels * 9 * INNER * INNER;
    }

    /** Median of whole training steps. */
    double stepMillis(int warmUp, int steps) {
        SplittableRandom random = new SplittableRandom(1);
        INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(batch));
        NativeArrays.write(random.doubles(images.length(), -1, 1).toArray(), images);
        INDArray labels =
                Labels.oneHot(DataType.FLOAT, random.ints(batch, 0, CLASSES).toArray(), CLASSES);
        List<Double> millis = new ArrayList<>();
        try (Network network = Network.of(model(), IMAGE, DataType.FLOAT, 1);
                NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            Trainer trainer = Trainer.with(new Nesterovs(0.01, 0.9)).epochs(warmUp + steps);
            for (EpochSummary step : trainer.fit(trainable, Batches.of(List.of(new DataSet(images, labels))))
                    .epochs()) {
                millis.add(step.seconds() * 1e3);
            }
        }
        images.close();
        labels.close();
        return median(millis, warmUp);
    }

    /** Median of the sub-networks' convolutions alone, forward and then backward, each on arrays of its own as in a step. */
    double floorMillis(int warmUp, int steps) {
        Shape shape = Shape.of(INNER, INNER, channels);
        Conv2d layer = convolution().withInitializer(Initializer.LECUN); // which neither blows values up nor damps them
        Layer convolutions = Sequential.of(
                Collections.nCopies(SUBNETS, Sequential.of(layer, layer)).toArray(Layer[]::new));
        return ConvolutionFloor.median(convolutions, shape, batch, warmUp, steps);
    }

    private static double median(List<Double> millis, int warmUp) {
        return Quantiles.median().compute(millis.subList(warmUp, millis.size()));
    }
}
