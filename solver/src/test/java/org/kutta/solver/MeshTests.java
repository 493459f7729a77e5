package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeshTests {

    @Test
    void uniform_anyInterval_endsExactlyAndHasNodesByMultiplication() {
        for (double t1 : new double[] {1, 0.1, -7.3, 1e-12, 1e12}) {
            for (int steps : new int[] {1, 3, 7, 1000}) {
                Mesh mesh = Mesh.uniform(0.3, 0.3 + t1, steps);
                double dt = (0.3 + t1 - 0.3) / steps;
                assertThat(mesh.steps()).isEqualTo(steps);
                assertThat(mesh.t(0)).isEqualTo(0.3);
                assertThat(mesh.t(steps)).isEqualTo(0.3 + t1);
                assertThat(mesh.t1()).isEqualTo(0.3 + t1);
                for (int n = 1; n < steps; n++) {
                    assertThat(mesh.t(n)).isEqualTo(0.3 + n * dt);
                    assertThat(mesh.dt(n)).isEqualTo(dt);
                }
            }
        }
    }

    @Test
    void stepping_remainder_isTheLastStepUnlessItIsTiny() {
        Mesh whole = Mesh.stepping(0, 1, 0.1);
        assertThat(whole.steps()).isEqualTo(10);
        assertThat(whole.dt(9)).isEqualTo(0.1);
        Mesh rest = Mesh.stepping(0, -1, 0.3);
        assertThat(rest.steps()).isEqualTo(4);
        assertThat(rest.dt(0)).isEqualTo(-0.3);
        assertThat(rest.dt(3)).isCloseTo(-0.1, within(1e-15));
        Mesh tiny = Mesh.stepping(0, 1 + 1e-6, 0.1);
        assertThat(tiny.steps()).isEqualTo(10);
        assertThat(tiny.dt(9)).isCloseTo(0.1 + 1e-6, within(1e-15));
        assertThat(Mesh.stepping(0, 0.01, 5).steps()).isEqualTo(1);
        assertThat(Mesh.stepping(0, 0.01, 5).dt(0)).isEqualTo(0.01);
    }

    @Test
    void of_nodes_haveTheirDifferencesAsSteps() {
        Mesh mesh = Mesh.of(0, 1, 1.5, 4);
        assertThat(mesh.steps()).isEqualTo(3);
        assertThat(mesh.dt(1)).isEqualTo(0.5);
        assertThat(mesh.t1()).isEqualTo(4);
        double[] nodes = {0, 1};
        Mesh copied = Mesh.of(nodes);
        nodes[1] = 9;
        assertThat(copied.t1()).isEqualTo(1);
    }

    @Test
    void of_stepsUnlikeTheNodes_areRefused() {
        for (double dt : new double[] {5, 1 + 1e-12, 0.5, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThatIllegalArgumentException()
                    .as("dt %s", dt)
                    .isThrownBy(() -> Mesh.of(new double[] {-1, 0, 1}, new double[] {1, dt}));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Mesh.of(new double[] {-1, 0, 1}, new double[] {1, 5}))
                .withMessage("step 1 (5.0) must be the difference of nodes 1 and 2 (0.0, 1.0)");
    }

    @Test
    void of_nodesAndStepsOfAnyMesh_areTaken() {
        long seed = 20250301;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            double t0 = random.nextDouble(-3, 3);
            double t1 = random.nextDouble(-3, 3);
            int steps = 1 + random.nextInt(2000);
            // the nodes near zero have the rounding errors of those far from it
            double dt = (1 + random.nextInt(3) * 1e-11) * Math.abs(t1 - t0) / steps;
            for (Mesh mesh : List.of(Mesh.uniform(t0, t1, steps), Mesh.stepping(t0, t1, dt))) {
                double[] nodes = IntStream.rangeClosed(0, mesh.steps())
                        .mapToDouble(mesh::t)
                        .toArray();
                double[] dts =
                        IntStream.range(0, mesh.steps()).mapToDouble(mesh::dt).toArray();
                assertThatCode(() -> Mesh.of(nodes, dts))
                        .as("seed %s, case %s", seed, i)
                        .doesNotThrowAnyException();
            }
        }
    }

    @Test
    void stageTime_clampsRoundingButNotTheScheme() {
        double t = 0.1;
        double dt = 0.2;
        double tNext = 0.3;
        assertThat(t + dt).as("rounding would leave the step").isGreaterThan(tNext);
        assertThat(Mesh.stageTime(1, t, dt, tNext)).isEqualTo(tNext);
        assertThat(Mesh.stageTime(Math.nextDown(1.0), t, dt, tNext)).isLessThanOrEqualTo(tNext);
        assertThat(Mesh.stageTime(0, t, dt, tNext)).isEqualTo(t);
        assertThat(Mesh.stageTime(4.0 / 3, 0, 3, 3)).isCloseTo(4, within(1e-15));
        assertThat(Mesh.stageTime(0.5, 0, -3, -3)).isEqualTo(-1.5);
        assertThat(Mesh.of(0, 1, 3).stageTime(0.25, 1)).isEqualTo(1.5);
    }

    @Test
    void factories_badArguments_areRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.uniform(0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.uniform(1, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.uniform(0, Double.NaN, 1));
        assertThatIllegalArgumentException()
                .as("steps below the spacing of doubles")
                .isThrownBy(() -> Mesh.uniform(1, Math.nextUp(1.0), 10));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.stepping(0, 1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.stepping(0, 1, -0.1));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.stepping(0, 1, 1e-12));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(1));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(0, 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(0, 1, 0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(0, Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(new double[] {0, 1}, new double[2]));
        assertThatIllegalArgumentException().isThrownBy(() -> Mesh.of(new double[] {0, 1}, new double[] {-1}));
    }

    @Test
    void halved_anyMesh_keepsItsNodesAndHalvesItsSteps() {
        for (Mesh mesh : new Mesh[] {
            Mesh.uniform(0, 0.7, 7), Mesh.uniform(1, -0.1, 3), Mesh.stepping(0, 1, 0.3), Mesh.of(-0.1, 0.3, 0.35, 1.9)
        }) {
            Mesh halved = mesh.halved();
            assertThat(halved.steps()).isEqualTo(2 * mesh.steps());
            assertThat(halved.t1()).isEqualTo(mesh.t1());
            for (int n = 0; n < mesh.steps(); n++) {
                assertThat(halved.t(2 * n)).isEqualTo(mesh.t(n));
                assertThat(halved.dt(2 * n)).isEqualTo(mesh.dt(n) / 2);
                assertThat(halved.dt(2 * n + 1)).isEqualTo(mesh.dt(n) / 2);
            }
        }
    }

    @Test
    void equals_meshesMadeInDifferentWays_comparesNodesAndSteps() {
        assertThat(Mesh.of(0, 0.5, 1)).isEqualTo(Mesh.uniform(0, 1, 2)).hasSameHashCodeAs(Mesh.uniform(0, 1, 2));
        assertThat(Mesh.of(0, 0.4, 1)).isNotEqualTo(Mesh.uniform(0, 1, 2));
        assertThat(Mesh.uniform(0, 1, 3)).isNotEqualTo(Mesh.uniform(0, 1, 2));
    }
}
