package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kutta.solver.Mesh;

class ScaledMeshTests {
    @Test
    void of_factorOne_isTheMeshItself() {
        Mesh mesh = Mesh.uniform(0, 1, 7);
        assertThat(ScaledMesh.of(mesh, 1).mesh()).isSameAs(mesh);
    }

    @Test
    void of_factorThatDoesNotDivide_endsWithAShorterStep() {
        assertThat(nodes(ScaledMesh.of(Mesh.uniform(0, 1, 4), 1.5))).containsExactly(0, 0.375, 0.75, 1);
        assertThat(nodes(ScaledMesh.of(Mesh.uniform(0, 1, 1), 0.75))).containsExactly(0, 0.75, 1);
        assertThat(nodes(ScaledMesh.of(Mesh.uniform(0, 1, 3), 0.75)))
                .containsExactly(new double[] {0, 0.25, 0.5, 0.75, 1}, within(1e-15));
    }

    @Test
    void of_factorAboveTheSteps_isOneStepAndSaysSo() {
        ScaledMesh scaled = ScaledMesh.of(Mesh.uniform(0, 1, 1), 2);
        assertThat(nodes(scaled)).containsExactly(0, 1);
        assertThat(scaled.actual()).isEqualTo(1);
        assertThat(ScaledMesh.of(Mesh.uniform(0, 1, 4), 2).actual()).isEqualTo(2);
    }

    @Test
    void of_unevenMesh_splitsEachStep() {
        assertThat(nodes(ScaledMesh.of(Mesh.of(0, 1, 3), 0.5))).containsExactly(0, 0.5, 1, 2, 3);
        assertThat(nodes(ScaledMesh.of(Mesh.of(0, 1, 3, 4), 1.5))).containsExactly(0, 2, 4);
    }

    @Test
    void of_backwardMesh_staysBackward() {
        assertThat(nodes(ScaledMesh.of(Mesh.uniform(1, 0, 2), 0.5))).containsExactly(1, 0.75, 0.5, 0.25, 0);
    }

    @Test
    void of_factorThatIsNone_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ScaledMesh.of(Mesh.uniform(0, 1, 2), 0))
                .withMessageContaining("step factor (0.0) must be > 0");
        assertThatIllegalArgumentException().isThrownBy(() -> ScaledMesh.of(Mesh.uniform(0, 1, 2), Double.NaN));
    }

    private static double[] nodes(ScaledMesh scaled) {
        return IntStream.rangeClosed(0, scaled.mesh().steps())
                .mapToDouble(scaled.mesh()::t)
                .toArray();
    }
}
