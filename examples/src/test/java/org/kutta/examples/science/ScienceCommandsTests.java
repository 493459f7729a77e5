package org.kutta.examples.science;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.examples.report.Chromium;
import org.kutta.nn.fit.Trajectory;

class ScienceCommandsTests {
    @TempDir
    private Path folder;

    private JsonNode quick(Object command) throws Exception {
        CommandRun run = CommandRun.quick(folder, command);
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.page()).isNotEmptyFile();
        return run.json();
    }

    @Test
    @Tag("slow")
    void spiral_quick_goesOnBehindTheData() throws Exception {
        JsonNode result = quick(new SpiralCommand());
        assertThat(Chromium.open(folder.resolve("page.html"), folder))
                .contains("data-charts=\"drawn\"", "slider-container");
        // The held-out rest has a size of about 0.5, the other path of about 1.
        assertThat(result.get("seenError").asDouble()).isLessThan(0.25);
        assertThat(result.get("heldOutError").asDouble()).isLessThan(0.4);
        assertThat(result.get("otherError").asDouble()).isLessThan(0.7);
    }

    @Test
    @Tag("slow")
    void lotkaVolterra_quick_findsTheTerm() throws Exception {
        JsonNode result = quick(new LotkaVolterraCommand());
        assertThat(result.get("termError").asDouble()).isLessThan(0.15);
        JsonNode arms = result.get("arms");
        assertThat(arms).hasSize(3);
        // Four rates out of 80 values leave a tenth of the noise for each; a network cannot do as well.
        double best = arms.get(2).get("extrapolationError").asDouble();
        assertThat(best).isLessThan(0.15);
        assertThat(arms.get(0).get("seenError").asDouble()).isLessThan(0.25);
    }

    @Test
    @Tag("slow")
    void pendulum_quick_secondOrderKeepsTheEnergy() throws Exception {
        JsonNode arms = quick(new PendulumCommand()).get("arms");
        double first = arms.get(0).get("energyDrift").asDouble();
        assertThat(arms.get(1).get("energyDrift").asDouble()).isLessThan(first / 2);
        assertThat(arms.get(1).get("extrapolationError").asDouble())
                .isLessThan(arms.get(0).get("extrapolationError").asDouble());
    }

    @Test
    @Tag("slow")
    void latent_quick_beatsTheLastValue() throws Exception {
        JsonNode result = quick(new LatentCommand());
        assertThat(result.get("gapError").asDouble())
                .isLessThan(0.7 * result.get("gapCarried").asDouble());
        assertThat(result.get("extrapolationError").asDouble())
                .isLessThan(0.5 * result.get("extrapolationCarried").asDouble());
    }

    @Test
    @Tag("slow")
    void hypersolver_quick_gainsMostWhereItWasTrained() throws Exception {
        JsonNode rows = quick(new HypersolverCommand()).get("rows");
        assertThat(rows).hasSize(5).allSatisfy(row -> assertThat(
                        row.get("corrected").asDouble())
                .isLessThan(row.get("base").asDouble() / 3));
        double atTraining = rows.get(1).get("base").asDouble()
                / rows.get(1).get("corrected").asDouble();
        assertThat(atTraining).isGreaterThan(10);
        // Second order: four times the error at half the evaluations.
        assertThat(rows.get(3).get("base").asDouble() / rows.get(4).get("base").asDouble())
                .isCloseTo(4, within(0.2));
    }

    static List<Object> commands() {
        return List.of(
                new SpiralCommand(),
                new LotkaVolterraCommand(),
                new PendulumCommand(),
                new LatentCommand(),
                new HypersolverCommand());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_reportThatCannotBeWritten_isOneLineBeforeAnyWork(Object command) {
        CommandRun run = CommandRun.bare(folder, command, "--report", "missing/page.html");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("no such file or folder").hasLineCount(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void wave_drawn_isIrregularWithGapsAndCarriesItsLastValue() {
        LatentCommand.Wave wave = LatentCommand.Wave.draw(new SplittableRandom(3));
        Trajectory seen = wave.seen();
        assertThat(seen.endTime()).isLessThan(LatentCommand.SEEN);
        assertThat(seen.observed()).isLessThan(2L * seen.size());
        int last = 0;
        for (int n = 0; n < seen.size(); n++) {
            last = seen.isObserved(n, 1) ? n : last;
        }
        assertThat(wave.carried(LatentCommand.END)[1])
                .isEqualTo(seen.states().get(last).get(1));
    }

    @Test
    void energy_ofTheTruePendulum_isKept() {
        List<double[]> path = Simulated.solve(
                PendulumCommand.TRUTH, PendulumCommand.STARTS[1], Simulated.grid(0, PendulumCommand.END, 50));
        assertThat(path).allSatisfy(state -> assertThat(PendulumCommand.energy(state))
                .isCloseTo(PendulumCommand.energy(PendulumCommand.STARTS[1]), within(1e-7)));
    }
}
