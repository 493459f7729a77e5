package org.kutta.nn.latent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.CosineSchedule;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.schedule.ScheduleType;

class LatentOdeTests {
    private static final OdeSolver SOLVER = OdeSolver.fixedStep(Tableaus.RK4, 0.25);

    /** Sines of one frequency, of random amplitude and phase, at irregular times, a third of the values missing. */
    private static List<Trajectory> series(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Trajectory> result = new ArrayList<>();
        for (int n = 0; n < count; n++) {
            double amplitude = 0.5 + random.nextDouble();
            double phase = 2 * Math.PI * random.nextDouble();
            int length = 6 + random.nextInt(14);
            double[] times = new double[length];
            List<double[]> states = new ArrayList<>();
            for (int k = 0; k < length; k++) {
                times[k] = k == 0 ? 0 : times[k - 1] + 0.1 + 0.3 * random.nextDouble();
                double[] state = wave(amplitude, phase, times[k]);
                boolean hidden = k > 0 && random.nextInt(3) == 0;
                states.add(hidden ? new double[] {Double.NaN, state[1]} : state);
            }
            result.add(Trajectory.of(times, states));
        }
        return result;
    }

    private static double[] wave(double amplitude, double phase, double t) {
        return new double[] {amplitude * Math.sin(2 * t + phase), amplitude * Math.cos(2 * t + phase)};
    }

    @Test
    void lossAndGradient_seriesWithGaps_equalsCentralDifferences() {
        LatentOde model = LatentOde.of(2, 3, 4, SOLVER, 0.3, 5);
        List<Trajectory> batch = series(2, 8);
        try (LatentOdeTrainable trainable = new LatentOdeTrainable(model, DiscreteAdjoint.storeAll(), 0.7, 2)) {
            trainable.check(batch);
            trainable.beginStep(4);
            trainable.lossAndGradient(batch);
            double[] gradient = NativeArrays.toHeap(trainable.gradient());
            for (int i = 0; i < gradient.length; i++) {
                double at = trainable.parameters().getDouble(i);
                trainable.parameters().putScalar(i, at + 1e-5);
                double above = trainable.lossAndGradient(batch);
                trainable.parameters().putScalar(i, at - 1e-5);
                double below = trainable.lossAndGradient(batch);
                trainable.parameters().putScalar(i, at);
                // The loss is of size 100 and its third derivative of the same: differences are good to 1e-8 of that.
                assertThat(gradient[i]).isCloseTo((above - below) / 2e-5, within(1e-6 * (1 + Math.abs(gradient[i]))));
            }
        }
    }

    @Test
    @Tag("slow")
    void fit_sines_goOnBehindTheirEnd() {
        LatentOde model = LatentOde.of(2, 4, 20, SOLVER, 0.1, 5);
        try (LatentOdeTrainable trainable = new LatentOdeTrainable(model, DiscreteAdjoint.storeAll(), 1, 2)) {
            Trainer.with(new Adam(new CosineSchedule(ScheduleType.EPOCH, 0.01, 0, 300)))
                    .clipNorm(100)
                    .epochs(300)
                    .fit(
                            trainable,
                            Batches.of(IntStream.range(0, 10)
                                    .mapToObj(n -> series(10, n))
                                    .toList()));
        }
        double sum = 0;
        double scale = 0;
        SplittableRandom random = new SplittableRandom(99);
        for (int n = 0; n < 20; n++) {
            double amplitude = 0.5 + random.nextDouble();
            double phase = 2 * Math.PI * random.nextDouble();
            double[] times = {0, 0.3, 0.5, 0.9, 1.2, 1.4, 1.9, 2.2};
            List<double[]> states = new ArrayList<>();
            for (double t : times) {
                states.add(wave(amplitude, phase, t));
            }
            double[] next = model.predict(Trajectory.of(times, states), 3).get(0);
            double[] truth = wave(amplitude, phase, 3);
            sum += Math.pow(next[0] - truth[0], 2) + Math.pow(next[1] - truth[1], 2);
            scale += Math.pow(truth[0], 2) + Math.pow(truth[1], 2);
        }
        assertThat(Math.sqrt(sum / scale)).isLessThan(0.25);
    }

    @Test
    void of_networksThatDoNotFit_namesWhich() {
        LatentOde model = LatentOde.of(2, 3, 4, SOLVER, 0.3, 5);
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> new LatentOde(model.cell(), model.cell(), model.field(), model.decoder(), SOLVER, 0.3))
                .withMessageContaining("head must have 4 inputs");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentOde.of(2, 3, 4, SOLVER, 0, 5))
                .withMessageContaining("noise (0.0)");
        try (LatentOdeTrainable trainable = new LatentOdeTrainable(model, DiscreteAdjoint.storeAll(), 1, 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> trainable.check(
                            List.of(Trajectory.of(new double[] {0, 1}, List.of(new double[1], new double[1])))))
                    .withMessageContaining("series has 1 components");
        }
    }

    @Test
    void of_solverThatReturnsPartOfTheWay_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LatentOde.of(2, 3, 4, SOLVER.throwOnFailure(false), 0.3, 5))
                .withMessageContaining("throwOnFailure (false) must be true for the solver of a latent ODE");
    }
}
