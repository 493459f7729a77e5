package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.compare.NfeGrowth;
import org.kutta.nn.compare.NfeMonitor;
import org.kutta.nn.layer.Augment;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Initializer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.Labels;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** The page on neural ODEs: from a field to a trained block. */
class NeuralOdeTests {

    @Test
    @Tag("slow")
    void block_ofAField_isTrainedAndItsWorkCounted() {
        // region: block
        Sequential field = Sequential.of(
                TimeDense.of(16), new Tanh(), Dense.of(3).withInitializer(Initializer.ZERO)); // dy/dt = 0 at first
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-3, 1e-3);
        OdeBlock block = OdeBlock.of(field, solver, DiscreteAdjoint.storeAll(), 0, 1);
        Sequential model =
                Sequential.of(new Augment(1), block, Dense.of(2)); // 2 features, 1 more to move in, 2 classes
        // endregion
        SplittableRandom random = new SplittableRandom(3);
        double[] values = new double[400];
        int[] classes = new int[200];
        for (int i = 0; i < 200; i++) {
            double radius = i % 2 == 0 ? 0.5 * random.nextDouble() : 1 + 0.5 * random.nextDouble();
            double angle = 2 * Math.PI * random.nextDouble();
            values[2 * i] = radius * Math.cos(angle);
            values[2 * i + 1] = radius * Math.sin(angle);
            classes[i] = i % 2;
        }
        try (INDArray points = NativeArrays.zeros(DataType.FLOAT, 200, 2)) {
            NativeArrays.write(values, points);
            INDArray labels = Labels.oneHot(DataType.FLOAT, classes, 2);
            // region: train
            try (Network network = Network.of(model, Shape.of(2), DataType.FLOAT, 1);
                    NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                    ArrayBatches data = ArrayBatches.shuffled(points, labels, 50, 1);
                    NetworkEvaluator evaluator = new NetworkEvaluator(network)) {
                NfeMonitor work = new NfeMonitor(trainable);
                Trainer.with(new Adam(0.02))
                        .epochs(40)
                        .clipNorm(1)
                        .listener(work)
                        .stopWhen(epoch -> work.growth().ratio() > 8)
                        .fit(trainable, data);
                NfeGrowth growth = work.growth();
                double accuracy = evaluator.classes(data).accuracy();
                // endregion
                assertThat(accuracy).isGreaterThan(0.95);
                assertThat(growth.ratio()).isGreaterThanOrEqualTo(1);
            }
        }
    }
}
