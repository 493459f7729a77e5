package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class StepAllocationTests {
    private static final long MOST = 6;
    private static final Shape IMAGE = Shape.of(6, 5, 4);

    static Stream<Layer> depths() {
        Layer subnet = Sequential.of(GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3));
        Mesh mesh = Mesh.uniform(0, 1, 3);
        OdeSolver adaptive = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-3, 1e-3);
        return Stream.of(
                RungeKuttaStack.perStage(
                        Tableaus.RK4, mesh, Sequential.of(BatchNorm.of(), new Tanh(), Conv2d.of(4, 3))),
                RungeKuttaStack.shared(Tableaus.HEUN3, mesh, subnet),
                OdeBlock.of(subnet, OdeSolver.onMesh(Tableaus.RK4, mesh), DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(subnet, adaptive, DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(subnet, adaptive, DiscreteAdjoint.checkpointed(2), 0, 1),
                OdeBlock.of(subnet, adaptive, BacksolveAdjoint.create().reportAbove(1), 0, 1),
                // No float state is solved back as exactly as that: every step falls back to checkpoints.
                OdeBlock.of(subnet, adaptive, BacksolveAdjoint.create().fallBackAbove(1e-12), 0, 1));
    }

    private static DataSet batch(int size) {
        INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(size));
        NativeArrays.write(new SplittableRandom(size).doubles(images.length()).toArray(), images);
        return new DataSet(images, Labels.oneHot(DataType.FLOAT, new int[size], 2));
    }

    /** ND4J numbers every array and op context that it will have to free: the next number says whether one was made. */
    @ParameterizedTest
    @MethodSource("depths")
    void lossAndGradient_fullAndSmallerBatchesAfterTheirFirst_makeNoArray(Layer depth) {
        DataSet full = batch(4);
        DataSet last = batch(3);
        try (Network network = Network.of(Sequential.of(depth, new Flatten(), Dense.of(2)), IMAGE, DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            double first = 0;
            for (int warmUp = 0; warmUp < 2; warmUp++) {
                first = model.lossAndGradient(full) + model.lossAndGradient(last);
            }
            long before = Nd4j.getDeallocatorService().nextValue();
            double again = 0;
            for (int step = 0; step < 5; step++) {
                again = model.lossAndGradient(full) + model.lossAndGradient(last);
            }
            assertThat(Nd4j.getDeallocatorService().nextValue()).isEqualTo(before + 1);
            assertThat(again).isCloseTo(first, within(1e-3));
        }
    }

    /** ND4J's updaters, and the index vector of a shuffled batch, make a few small ones; their number does not grow with steps or layers. */
    @ParameterizedTest
    @MethodSource("depths")
    void fit_anyStepAfterTheFirst_makesTheSameFewArrays(Layer depth) {
        List<Long> numbers = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                numbers.add(Nd4j.getDeallocatorService().nextValue());
            }
        };
        DataSet all = batch(12);
        try (Network network = Network.of(Sequential.of(depth, new Flatten(), Dense.of(2)), IMAGE, DataType.FLOAT, 1);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                ArrayBatches data = ArrayBatches.shuffled(all.getFeatures(), all.getLabels(), 4, 1)) {
            Trainer.with(new Adam(1e-4)).epochs(4).listener(listener).fit(model, data);
        }
        for (int step = 3; step < numbers.size(); step++) {
            assertThat(numbers.get(step) - numbers.get(step - 1))
                    .as("step %d", step)
                    .isLessThanOrEqualTo(MOST);
        }
    }
}
