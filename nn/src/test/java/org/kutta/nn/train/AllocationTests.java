package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
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

/** ND4J numbers every array and op context that it will have to free: the next number says whether one was made. */
class AllocationTests {
    private static final Shape IMAGE = Shape.of(6, 6, 4);
    private static final int BATCH = 3;

    private static List<Layer> models() {
        Layer subnet = Sequential.of(BatchNorm.of(), new Relu(), Conv2d.of(4, 3).withoutBias());
        Layer field = Sequential.of(GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3));
        OdeSolver fixed = OdeSolver.fixed(Tableaus.RK4, 2);
        return List.of(
                RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 2, 2), subnet),
                RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 2), subnet),
                RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, 2), field),
                OdeBlock.of(field, fixed, DiscreteAdjoint.storeAll(), 0, 1),
                OdeBlock.of(field, fixed, DiscreteAdjoint.checkpointed(1), 0, 1));
    }

    @ParameterizedTest
    @MethodSource("models")
    void lossAndGradient_afterTheFirst_makesNoArray(Layer model) {
        Layer whole = Sequential.of(model, new GlobalAveragePool(), Dense.of(3));
        SplittableRandom random = new SplittableRandom(1);
        try (Network network = Network.of(whole, IMAGE, DataType.FLOAT, 1);
                NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                INDArray images = NativeArrays.zeros(DataType.FLOAT, IMAGE.withBatch(BATCH));
                INDArray labels = Labels.oneHot(DataType.FLOAT, new int[] {0, 2, 1}, 3)) {
            NativeArrays.write(random.doubles(images.length()).toArray(), images);
            DataSet data = new DataSet(images, labels);
            double first = trainable.lossAndGradient(data);
            trainable.lossAndGradient(data);
            long before = Nd4j.getDeallocatorService().nextValue();
            double last = first;
            for (int i = 0; i < 5; i++) {
                last = trainable.lossAndGradient(data);
            }
            assertThat(Nd4j.getDeallocatorService().nextValue()).isEqualTo(before + 1);
            assertThat(last).isEqualTo(first);
        }
    }
}
