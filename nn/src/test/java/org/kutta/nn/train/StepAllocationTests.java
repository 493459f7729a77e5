package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NativeCount;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.AMSGrad;
import org.nd4j.linalg.learning.config.AdaDelta;
import org.nd4j.linalg.learning.config.AdaGrad;
import org.nd4j.linalg.learning.config.AdaMax;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nadam;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.learning.config.RmsProp;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.learning.regularization.L1Regularization;
import org.nd4j.linalg.learning.regularization.L2Regularization;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.linalg.learning.regularization.WeightDecay;

/** What a training step makes of arrays, views and op contexts. */
class StepAllocationTests {
    private static final Shape IMAGE = Shape.of(6, 5, 4);
    private static final int CLASSES = 2;

    /** An updater hands its gradient to an operation of its own: a view of the gradient, of two numbers, and a context. */
    private static final int STATEFUL_UPDATER = 3;

    /** All depths but the interpolating adjoint, whose dense solution is made of new states in every solve. */
    static Stream<Layer> models() {
        Mesh mesh = Mesh.uniform(0, 1, 3);
        Layer field = Sequential.of(GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3));
        OdeSolver fixed = OdeSolver.onMesh(Tableaus.RK4, mesh);
        OdeSolver adaptive = OdeSolver.adaptive(Tableaus.BOSH3).tolerances(1e-3, 1e-3);
        Stream<Layer> stacks = Stream.of(
                RungeKuttaStack.perStage(
                        Tableaus.EULER,
                        mesh,
                        Sequential.of(
                                BatchNorm.of(), new Relu(), Conv2d.of(4, 3).withoutBias())),
                RungeKuttaStack.perStage(
                        Tableaus.RK4, mesh, Sequential.of(BatchNorm.of(), new Tanh(), Conv2d.of(4, 3))),
                RungeKuttaStack.shared(Tableaus.HEUN3, mesh, field));
        Stream<Layer> blocks = Stream.of(
                OdeBlock.of(field, fixed, DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(field, fixed, DiscreteAdjoint.checkpointed(1), 0, 1),
                OdeBlock.of(field, adaptive, DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(field, adaptive, DiscreteAdjoint.checkpointed(2), 0, 1),
                OdeBlock.of(field, adaptive, BacksolveAdjoint.create().reportAbove(1), 0, 1),
                // No float state is solved back as exactly as that: every step falls back to checkpoints.
                OdeBlock.of(field, adaptive, BacksolveAdjoint.create().fallBackAbove(1e-12), 0, 1));
        return Stream.concat(
                stacks.map(stack -> Sequential.of(stack, new GlobalAveragePool(), Dense.of(CLASSES))),
                blocks.map(block -> Sequential.of(block, new Flatten(), Dense.of(CLASSES))));
    }

    private static DataSet samples(int count) {
        SplittableRandom random = new SplittableRandom(count);
        INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(count));
        NativeArrays.write(random.doubles(images.length()).toArray(), images);
        int[] classes = random.ints(count, 0, CLASSES).toArray();
        return new DataSet(images, Labels.oneHot(DataType.FLOAT, classes, CLASSES));
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossAndGradient_fullAndSmallerBatchesAfterTheirFirst_makesNothing(Layer model) {
        DataSet full = samples(4);
        DataSet last = samples(3);
        try (Network network = Network.of(model, IMAGE, DataType.FLOAT, 1);
                NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            double first = 0;
            for (int warmUp = 0; warmUp < 2; warmUp++) {
                first = trainable.lossAndGradient(full) + trainable.lossAndGradient(last);
            }
            NativeCount count = new NativeCount();
            double again = 0;
            for (int step = 0; step < 5; step++) {
                again = trainable.lossAndGradient(full) + trainable.lossAndGradient(last);
            }
            assertThat(count.made()).isZero();
            assertThat(again).isEqualTo(first);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void fit_anyStepAfterTheFirstEpoch_makesWhatTheUpdaterDoesAlone(Layer model) {
        try (Network network = Network.of(model, IMAGE, DataType.FLOAT, 1)) {
            assertThat(madePerStep(network, Trainer.with(new Adam(1e-4)).clipNorm(1)))
                    .containsOnly((long) STATEFUL_UPDATER);
        }
    }

    static Stream<Arguments> updaters() {
        return Stream.of(
                arguments(new NoOp(), 0),
                arguments(new Sgd(1e-3), 1),
                arguments(new Nesterovs(1e-3), STATEFUL_UPDATER),
                arguments(new Adam(1e-3), STATEFUL_UPDATER),
                arguments(new AdaMax(1e-3), STATEFUL_UPDATER),
                arguments(new Nadam(1e-3), STATEFUL_UPDATER),
                arguments(new AMSGrad(1e-3), STATEFUL_UPDATER),
                arguments(new AdaGrad(1e-3), STATEFUL_UPDATER),
                arguments(new AdaDelta(), STATEFUL_UPDATER),
                arguments(new RmsProp(1e-3), STATEFUL_UPDATER));
    }

    /**
     * All that is left of a step are ND4J's own updaters: they build an operation anew in every step, whose context is the one thing that {@code Sgd} makes, and
     * the others reshape the gradient to the shape of their state whether it has that shape or not.
     */
    @ParameterizedTest
    @MethodSource("updaters")
    void fit_anyUpdater_makesItsOperationAlone(IUpdater updater, int made) {
        Regularization[] decays = {new L2Regularization(1e-4), new WeightDecay(1e-4, true)};
        try (Network network = Network.of(Sequential.of(new Flatten(), Dense.of(2)), IMAGE, DataType.FLOAT, 1)) {
            Trainer trainer = Trainer.with(updater);
            assertThat(madePerStep(network, trainer)).containsOnly((long) made);
            assertThat(madePerStep(network, trainer.regularization(decays))).containsOnly((long) made);
            // A copy of the weights, of two numbers, for their signs.
            assertThat(madePerStep(network, trainer.regularization(new L1Regularization(1e-4))))
                    .containsOnly(made + 2L);
        }
    }

    /** What the steps after the first epoch of shuffled batches made, those of the smaller last batches among them. */
    private static List<Long> madePerStep(Network network, Trainer trainer) {
        List<Long> made = new ArrayList<>();
        NativeCount count = new NativeCount();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(TrainingProgress progress) {
                long number = count.made();
                if (progress.epoch() > 0) {
                    made.add(number);
                }
            }
        };
        DataSet all = samples(11);
        try (NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                ArrayBatches data = ArrayBatches.shuffled(all.getFeatures(), all.getLabels(), 4, 1)) {
            trainer.epochs(3).listener(listener).fit(trainable, data);
        }
        return made;
    }
}
