package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class MeshRecordingTests {
    private static final DoubleArraySpace SPACE = DoubleArraySpace.INSTANCE;
    private static final double[] Y0 = {1.6, 0.3};
    private final VanDerPolField field = new VanDerPolField(3);
    private final OdeProblem<double[]> problem = OdeProblem.of(field::evaluate, 0, 2.5, Y0);

    @TempDir
    private Path folder;

    static List<ButcherTableau> adaptiveTableaus() {
        return Tableaus.all().stream().filter(ButcherTableau::adaptive).toList();
    }

    @ParameterizedTest
    @MethodSource("adaptiveTableaus")
    void replay_fromAFile_givesTheSameBits(ButcherTableau tableau) throws IOException {
        OdeSolver solver = OdeSolver.adaptive(tableau).tolerances(1e-5, 1e-8);
        MeshRecording recorded = MeshRecording.record(solver, problem);
        Path file = folder.resolve("mesh.json");
        recorded.write(file);
        MeshRecording read = MeshRecording.read(file);
        assertThat(read.difference(recorded).isNone()).isTrue();
        var replayed = read.replay().solve(problem);
        assertThat(replayed.finalState()).containsExactly(solver.solve(problem).finalState());
        assertThat(read.isReproducedBy(SPACE, replayed)).isTrue();
    }

    @Test
    void replay_gradientOnTheMesh_hasTheBitsOfTheRecordedSolve() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-8);
        MeshRecording recorded = MeshRecording.record(solver, problem);
        TakenGradient live = TakenGradient.of(DiscreteAdjoint.storeAll(), solver, field, 2.5, Y0);
        TakenGradient again = TakenGradient.of(DiscreteAdjoint.checkpointed(4), recorded.replay(), field, 2.5, Y0);
        assertThat(again.y0).containsExactly(live.y0);
        assertThat(again.parameters).containsExactly(live.parameters);
    }

    @Test
    void replay_otherTableau_endsElsewhere() {
        MeshRecording recorded =
                MeshRecording.record(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-5, 1e-8), problem);
        assertThat(recorded.isReproducedBy(SPACE, recorded.replay(Tableaus.RK4).solve(problem)))
                .isFalse();
    }

    @Test
    void difference_otherTolerance_namesTheFirstStep() {
        MeshRecording loose =
                MeshRecording.record(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-4, 1e-4), problem);
        MeshRecording tight =
                MeshRecording.record(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8), problem);
        MeshRecording.Difference difference = loose.difference(tight);
        assertThat(difference.isNone()).isFalse();
        assertThat(difference.firstStep()).isZero();
        assertThat(difference.otherSteps()).isGreaterThan(difference.steps());
        assertThat(difference.largestStepChange()).isPositive();
        assertThat(difference.sameEnd()).isFalse();
    }

    @Test
    void read_otherFile_saysWhatIsWrong() throws IOException {
        Path file = folder.resolve("mesh.json");
        Files.writeString(file, "{\"format\": \"other\"}");
        assertThatIOException()
                .isThrownBy(() -> MeshRecording.read(file))
                .withMessageContaining("must be kutta-mesh-2");
        Files.writeString(file, "[1, 2]");
        assertThatIOException().isThrownBy(() -> MeshRecording.read(file)).withMessageContaining("line 1");
        Files.writeString(
                file, "{\"format\": \"kutta-mesh-2\", \"tableau\": \"rk4\", \"nodes\": [0, 1, 1], \"steps\": [1, 0]}");
        assertThatIOException().isThrownBy(() -> MeshRecording.read(file)).withMessageContaining("strictly monotone");
        Files.writeString(file, "{\"format\": \"kutta-mesh-2\", \"nodes\": [0, \"x\"]}");
        assertThatIOException()
                .isThrownBy(() -> MeshRecording.read(file))
                .withMessageContaining("a number is expected");
    }

    @Test
    void isReproducedBy_mirroredState_isNot() {
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 5);
        OdeProblem<double[]> decay = OdeProblem.of((t, y, dydt) -> dydt[0] = -y[0], 0, 1, new double[] {1});
        OdeProblem<double[]> mirrored = OdeProblem.of((t, y, dydt) -> dydt[0] = -y[0], 0, 1, new double[] {-1});
        MeshRecording recorded = MeshRecording.record(solver, decay);
        assertThat(recorded.isReproducedBy(SPACE, recorded.replay().solve(decay)))
                .isTrue();
        assertThat(recorded.isReproducedBy(SPACE, recorded.replay().solve(mirrored)))
                .isFalse();
        assertThat(recorded.difference(MeshRecording.record(solver, mirrored)).sameEnd())
                .isFalse();
    }

    @Test
    void record_guardedProblem_isRefused() {
        OdeProblem<double[]> guarded = problem.withGuard(step -> 0.5 * (step.t0() + step.t1()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeshRecording.record(OdeSolver.fixed(Tableaus.RK4, 5), guarded))
                .withMessageContaining("must have no guards and no events");
    }

    @Test
    void write_overAnotherFile_leavesNothingBeside() throws IOException {
        MeshRecording recorded = MeshRecording.record(OdeSolver.fixed(Tableaus.RK4, 5), problem);
        Path file = folder.resolve("mesh.json");
        Files.writeString(file, "old");
        recorded.write(file);
        assertThat(MeshRecording.read(file).difference(recorded).isNone()).isTrue();
        assertThat(folder.toFile().list()).containsExactly("mesh.json");
    }
}
