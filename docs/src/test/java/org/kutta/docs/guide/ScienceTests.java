package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.fit.FitSettings;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.fit.TrajectoryTrainable;
import org.kutta.nn.flow.ContinuousFlow;
import org.kutta.nn.flow.EndTimeSampler;
import org.kutta.nn.flow.FlowPenalty;
import org.kutta.nn.flow.FlowTrainable;
import org.kutta.nn.flow.SampleBatches;
import org.kutta.nn.flow.TraceEstimator;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.heap.SecondOrderField;
import org.kutta.nn.hyper.Hypersolver;
import org.kutta.nn.hyper.HypersolverTrainable;
import org.kutta.nn.latent.LatentOde;
import org.kutta.nn.latent.LatentOdeTrainable;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;

/** The page on scientific examples: the parts of the library that its commands use. */
class ScienceTests {
    private static final VectorField<double[]> PENDULUM = (t, y, dydt) -> {
        dydt[0] = y[1];
        dydt[1] = -Math.sin(y[0]);
    };

    private static Trajectory swing(double angle) {
        double[] times = new double[30];
        List<double[]> states = new ArrayList<>();
        double[] y = {angle, 0};
        for (int n = 0; n < times.length; n++) {
            times[n] = 0.2 * n;
            states.add(y);
            y = OdeSolver.fixed(Tableaus.RK4, 20)
                    .solve(PENDULUM, 0, 0.2, y)
                    .finalState()
                    .clone();
        }
        return Trajectory.of(times, states);
    }

    @Test
    @Tag("slow")
    void secondOrder_swings_areLearned() {
        List<Trajectory> swings = List.of(swing(0.8), swing(1.6));
        // region: second-order
        HeapMap force = HeapMap.of(Sequential.of(Dense.of(16), new Tanh(), Dense.of(1)), 1, 7);
        SecondOrderField field = SecondOrderField.of(force); // rows (x, v): x' = v, v' = force(x)
        try (TrajectoryTrainable<double[]> fit =
                TrajectoryTrainable.onHeap(field, swings, FitSettings.defaults().timeInvariant())) {
            Trainer.with(new Adam(0.02)).epochs(150).fit(fit, fit.batches());
        }
        // endregion
        double[] at = new double[1];
        force.bind(1).evaluate(0, new double[] {1}, at);
        assertThat(at[0]).isBetween(-1.0, -0.7); // -sin(1) = -0.84
    }

    @Test
    @Tag("slow")
    void flow_ofShiftedSamples_beatsTheUntrainedOne() {
        double[] samples = new SplittableRandom(4).doubles(800, 1, 2).toArray(); // 400 points of a square
        // region: flow
        HeapField field = HeapField.of(Sequential.of(TimeDense.of(16), new Tanh(), Dense.of(2)), 2, 7);
        ContinuousFlow flow = ContinuousFlow.of(field, 2, OdeSolver.fixed(Tableaus.RK4, 6));
        FlowPenalty straight = new FlowPenalty(0.02, 0.02); // kinetic energy, squared Frobenius norm of the Jacobian
        double width = 0.25; // STEER: each training step ends somewhere in (0.75, 1.25)
        try (FlowTrainable model = FlowTrainable.of(flow, TraceEstimator.hutchinson(1), straight, width, 7)) {
            Trainer.with(new Adam(0.02)).epochs(15).fit(model, SampleBatches.shuffled(samples, 2, 100, 7));
        }
        double[] logDensities = flow.logDensity(samples); // by the exact trace
        double[] drawn = flow.sample(500, 8); // 500 points of the learned density
        // endregion
        double mean = 0;
        for (double value : logDensities) {
            mean += value / logDensities.length;
        }
        // A standard normal gives these samples log(1 / 2 pi) - 7 / 3 at the mean, -4.2.
        assertThat(mean).isGreaterThan(-3);
        assertThat(drawn).hasSize(1000);
        // region: steer
        EndTimeSampler ends = new EndTimeSampler(0, 1, 0.25);
        double t1 = ends.sample(new SplittableRandom(7)); // solve to there in this training step
        // endregion
        assertThat(t1).isBetween(0.75, 1.25);
    }

    @Test
    void latent_seriesWithGaps_isTrainedAndContinued() {
        Trajectory series = Trajectory.of(
                new double[] {0, 0.4, 1.1}, List.of(new double[] {1, Double.NaN}, new double[2], new double[2]));
        List<List<Trajectory>> batches = List.of(List.of(series, swing(1)));
        // region: latent
        LatentOde model =
                LatentOde.of(2, 4, 20, OdeSolver.fixed(Tableaus.RK4, 10), 0.1, 7); // 4 latent dimensions, noise 0.1
        try (LatentOdeTrainable fit = new LatentOdeTrainable(model, DiscreteAdjoint.storeAll(), 1, 7)) {
            Trainer.with(new Adam(0.01)).epochs(3).fit(fit, Batches.of(batches));
        }
        List<double[]> later = model.predict(series, 1.5, 2, 3);
        // endregion
        assertThat(later).hasSize(3).allSatisfy(state -> assertThat(state).hasSize(2));
    }

    @Test
    @Tag("slow")
    void hypersolver_onAPendulum_isMoreAccurate() {
        double[] starts = {1.2, 0};
        VectorField<double[]> field = PENDULUM;
        // region: hypersolver
        HeapMap correction = HeapMap.of(Sequential.of(Dense.of(16), new Tanh(), Dense.of(2)), 4, 7);
        Hypersolver hypersolver = new Hypersolver(Tableaus.MIDPOINT, correction);
        Mesh mesh = Mesh.uniform(0, 2, 10);
        OdeSolver reference = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10);
        try (HypersolverTrainable model = new HypersolverTrainable(hypersolver)) {
            Trainer.with(new Adam(0.02))
                    .epochs(300)
                    .fit(model, Batches.of(hypersolver.samples(field, mesh, reference, starts)));
        }
        double[] end = hypersolver.solve(field, mesh, starts);
        // endregion
        double truth = reference.solve(field, 0, 2, starts).finalState()[0];
        double plain = OdeSolver.onMesh(Tableaus.MIDPOINT, mesh)
                .solve(field, 0, 2, starts)
                .finalState()[0];
        assertThat(Math.abs(end[0] - truth)).isLessThan(Math.abs(plain - truth) / 3);
    }
}
