package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.nn.fit.CollocationTrainable;
import org.kutta.nn.fit.ContinuityWeight;
import org.kutta.nn.fit.DerivativeEstimate;
import org.kutta.nn.fit.FieldTerms;
import org.kutta.nn.fit.FitErrors;
import org.kutta.nn.fit.FitSettings;
import org.kutta.nn.fit.InputSignal;
import org.kutta.nn.fit.KnownTerm;
import org.kutta.nn.fit.LocalPolynomial;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.fit.TrajectoryTrainable;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.learning.config.Adam;

/** The page on fitting: predators and prey of which one half is known. */
class FittingTests {

    /** Hares and lynxes, seen 60 times with noise and gaps. */
    private static Trajectory observed() {
        SplittableRandom random = new SplittableRandom(7);
        double[] times = random.doubles(60, 0, 12).sorted().toArray();
        times[0] = 0;
        List<double[]> states = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(1e-9, 1e-9)
                .save(Save.at(times))
                .solve(
                        (t, y, dydt) -> {
                            dydt[0] = 1.3 * y[0] - 0.9 * y[0] * y[1];
                            dydt[1] = 0.8 * y[0] * y[1] - 1.8 * y[1];
                        },
                        0,
                        times[59],
                        new double[] {1, 1})
                .states();
        List<double[]> seen = new ArrayList<>();
        for (double[] state : states) {
            double lynx = random.nextInt(4) == 0 ? Double.NaN : state[1] + 0.02 * random.nextGaussian();
            seen.add(new double[] {state[0] + 0.02 * random.nextGaussian(), lynx});
        }
        return Trajectory.of(times, seen).named("hares and lynxes");
    }

    @Test
    @Tag("slow")
    void fitting_halfKnownLotkaVolterra_foretellsTheTail() {
        // region: data
        Trajectory all = observed(); // times, and states with NaN where nothing was seen
        Trajectory seen = all.until(8);
        Trajectory tail = all.after(8);
        // endregion
        double foretold;
        // region: fit
        FieldTerms<double[]> field = FieldTerms.onHeap(2)
                .known(
                        "rates",
                        (t, y, u, p, dydt) -> {
                            dydt[0] = p[0] * y[0];
                            dydt[1] = -p[1] * y[1];
                        },
                        1,
                        1)
                .learned(Sequential.of(Dense.of(12), new Tanh(), Dense.of(2)), 1)
                .build();

        List<DerivativeEstimate> slopes = List.of(LocalPolynomial.quadratic(7).estimate(seen));
        try (CollocationTrainable<double[]> start = CollocationTrainable.of(field, slopes, FitSettings.defaults())) {
            Trainer.with(new Adam(0.02)).epochs(1500).fit(start, start.batches());
        }
        FitSettings settings = FitSettings.defaults().learnInitialStates();
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, List.of(seen), settings)) {
            Trainer.with(new Adam(0.001)).epochs(400).fit(fit, fit.batches());
            FitErrors errors = fit.errors(0, tail);
            foretold = errors.rmse();
        }
        // endregion
        assertThat(foretold).isLessThan(0.2);
    }

    @Test
    void settings_onThePage_areAccepted() {
        // region: shooting
        FitSettings shooting = FitSettings.defaults()
                .multipleShooting(8, new ContinuityWeight(0.1, 100, 1000))
                .huberLoss(0.1)
                .componentWeights(1, 4);
        // endregion
        // region: inputs
        double[] hours = {0, 6, 18, 24};
        List<double[]> heating = List.of(new double[] {0}, new double[] {1}, new double[] {0}, new double[] {1});
        Trajectory room = Trajectory.of(
                        new double[] {0, 5, 9, 20, 30},
                        List.of(
                                new double[] {15},
                                new double[] {13.1},
                                new double[] {14.5},
                                new double[] {16.5},
                                new double[] {16.8}))
                .drivenBy(InputSignal.hold(hours, heating));
        KnownTerm cooling = KnownTerm.of(
                (t, y, u, p, dydt) -> dydt[0] = p[0] * (10 - y[0]) + p[1] * u[0], (t, y, u, p, w, yBar, pBar) -> {
                    yBar[0] -= p[0] * w[0];
                    pBar[0] += (10 - y[0]) * w[0];
                    pBar[1] += u[0] * w[0];
                });
        FieldTerms<double[]> house = FieldTerms.onHeap(1)
                .inputs(1)
                .known("cooling", cooling, 0.05, 0.5)
                .build();
        // endregion
        try (TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(house, List.of(room), FitSettings.defaults())) {
            Trainer.with(new Adam(0.01)).epochs(200).fit(fit, fit.batches());
            assertThat(fit.lossAndGradient(fit.batches().epoch(0).next())).isLessThan(0.02); // a tenth of a degree
        }
        Trajectory series = observed();
        try (FieldTerms<double[]> field = FieldTerms.onHeap(2)
                        .learned(Sequential.of(Dense.of(4), new Tanh(), Dense.of(2)), 1)
                        .build();
                TrajectoryTrainable<double[]> fit = TrajectoryTrainable.of(field, List.of(series), shooting)) {
            assertThat(fit.lossAndGradient(fit.batches().epoch(0).next())).isFinite();
        }
    }
}
