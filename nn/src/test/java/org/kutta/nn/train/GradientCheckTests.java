package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Sgd;

class GradientCheckTests {

    @Test
    void fit_gradientNotFiniteInTheLastStepOnly_stopsAndKeepsTheParameters() {
        try (Spoilt model = new Spoilt()) {
            assertThatExceptionOfType(TrainingFailedException.class)
                    .isThrownBy(() -> Trainer.with(new Sgd(0.1)).fit(model, Batches.of(List.of(0, 1))))
                    .withMessageContaining("the gradient's norm is NaN at step 1")
                    .withMessageContaining("where it began is not known");
            assertThat(model.parameters.toDoubleVector()).containsExactly(-0.1, -0.1);
        }
    }

    @Test
    void odeBlock_solverThatReturnsPartialSolutions_isRefused() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).throwOnFailure(false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OdeBlock.of(Dense.of(2), solver, DiscreteAdjoint.storeAll(), 0, 1))
                .withMessageContaining("throwOnFailure (false) must be true");
    }

    /** Two parameters; the loss is always finite, the gradient of batch 1 is not. */
    private static final class Spoilt implements Trainable<Integer> {
        final INDArray parameters = NativeArrays.zeros(DataType.DOUBLE, 2);
        final INDArray gradient = NativeArrays.zeros(DataType.DOUBLE, 2);

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
            NativeArrays.write(new double[] {1, batch == 1 ? Double.NaN : 1}, gradient);
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
        }
    }
}
