package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

class GradientCheckTests {

    @Test
    void fit_gradientNotFiniteInTheLastStepOnly_stopsAndKeepsTheParameters() {
        try (Spoilt model = new Spoilt(1, Double.NaN)) {
            assertThatExceptionOfType(TrainingFailedException.class)
                    .isThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(model, Batches.of(List.of(0, 1))))
                    .withMessageContaining("the gradient's norm is NaN at step 1")
                    .withMessageContaining("where it began is not known");
            assertThat(model.parameters.toDoubleVector()).containsExactly(-0.1, -0.1);
        }
    }

    /** The gradient is finite, but not its product with the learning rate. */
    @Test
    void fit_updateOverflowsInTheLastStepOfAnEpoch_stopsAndKeepsTheCheckpointBefore(@TempDir Path folder) {
        Path file = folder.resolve("run.state");
        try (Spoilt model = new Spoilt(3, 1e300)) {
            Trainer trainer = Trainer.with(new Sgd(1e10)).epochs(2).checkpoint(file);
            assertThatExceptionOfType(TrainingFailedException.class)
                    .isThrownBy(() -> trainer.fit(model, Batches.of(List.of(0, 1))))
                    .withMessageContaining("parameters are not finite at step 4 (epoch 1, batch 2)")
                    .withMessageContaining("it began at step 3 in the gradient of weight");
        }
        TrainingCheckpoint kept = TrainingCheckpoint.read(file);
        assertThat(kept.step()).isEqualTo(2);
        assertThat(kept.arrays().get(0)).containsExactly(-2e10, -2e10);
    }

    /** Adam would divide by the root of infinity from there on: steps of zero, and no message. */
    @Test
    void fit_gradientWhoseSquareOverflows_stopsUnlessItIsClipped() {
        try (Spoilt model = new Spoilt(1, 1e200)) {
            assertThatExceptionOfType(TrainingFailedException.class)
                    .isThrownBy(() -> Trainer.with(new Adam(0.1)).fit(model, Batches.of(List.of(0, 1))))
                    .withMessageContaining("the gradient's norm is 1.0E200, whose square is not at step 1");
            assertThat(model.parameters.getDouble(0)).isCloseTo(-0.1, within(1e-6));
        }
        try (Spoilt model = new Spoilt(1, 1e200)) {
            Trainer.with(new Adam(0.1)).clipNorm(1).fit(model, Batches.of(List.of(0, 1, 2)));
            assertThat(model.parameters.getDouble(1)).isLessThan(-0.2);
        }
    }

    @Test
    void fit_statisticsNotFiniteAfterAnEpoch_stopsAndWritesNoCheckpoint(@TempDir Path folder) {
        Path file = folder.resolve("run.state");
        try (Spoilt model = new Spoilt(0, 1)) {
            model.state.assign(Double.POSITIVE_INFINITY);
            assertThatExceptionOfType(TrainingFailedException.class)
                    .isThrownBy(
                            () -> Trainer.with(new Sgd(0.1)).checkpoint(file).fit(model, Batches.of(List.of(0))))
                    .withMessageContaining("running statistics are not finite at step 1 (epoch 0, batch 1)");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void odeBlock_solverThatReturnsPartialSolutions_isRefused() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).throwOnFailure(false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OdeBlock.of(Dense.of(2), solver, DiscreteAdjoint.storeAll(), 0, 1))
                .withMessageContaining("throwOnFailure (false) must be true");
    }

    /** Two parameters and a statistic; the loss is always finite, and the gradient is 1 but in one step. */
    private static final class Spoilt implements Trainable<Integer> {
        final INDArray parameters = NativeArrays.zeros(DataType.DOUBLE, 2);
        final INDArray gradient = NativeArrays.zeros(DataType.DOUBLE, 2);
        final INDArray state = NativeArrays.zeros(DataType.DOUBLE, 1);
        private final long badStep;
        private final double badGradient;
        private long step;

        Spoilt(long badStep, double badGradient) {
            this.badStep = badStep;
            this.badGradient = badGradient;
        }

        @Override
        public List<INDArray> state() {
            return List.of(state);
        }

        @Override
        public void beginStep(long number) {
            step = number;
        }

        @Override
        public INDArray parameters() {
            return parameters;
        }

        @Override
        public INDArray gradient() {
            return gradient;
        }

        @Override
        public ParameterLayout layout() {
            return ParameterLayout.builder().add("weight", 2).build();
        }

        @Override
        public double lossAndGradient(Integer batch) {
            NativeArrays.write(new double[] {1, step == badStep ? badGradient : 1}, gradient);
            return 1;
        }

        @Override
        public long samples(Integer batch) {
            return 1;
        }

        @Override
        public void close() {
            parameters.close();
            gradient.close();
            state.close();
        }
    }
}
