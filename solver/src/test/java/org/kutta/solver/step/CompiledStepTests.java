package org.kutta.solver.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Tolerances;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

class CompiledStepTests {

    private static final Tolerances TOLERANCES = Tolerances.of(1e-5, 1e-7);

    static Stream<ButcherTableau> all() {
        return Tableaus.all().stream();
    }

    private static void coupled(double t, double[] y, double[] dydt) {
        for (int i = 0; i < y.length; i++) {
            dydt[i] = y[(i + 1) % y.length] * Math.cos(t + i) - 0.1 * y[i] * y[i];
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void step_compiled_givesTheBitsOfThePlainStep(ButcherTableau tableau) {
        Random random = new Random(5);
        for (int n = 1; n <= StepCompiler.MAX_COMPONENTS; n++) {
            CompiledStep compiled = StepCompiler.compile(tableau, false, n);
            if (compiled == null) {
                assertThat(n * tableau.stages()).as("only long code is refused").isGreaterThan(60);
                continue;
            }
            double[] y = random.doubles(n, -1, 1).toArray();
            VectorField<double[]> field = CompiledStepTests::coupled;
            for (double dt : new double[] {0.3, -0.2}) {
                RungeKuttaStep<double[]> plain = new RungeKuttaStep<>(tableau, DoubleArraySpace.INSTANCE, y);
                double[] expected = new double[n];
                plain.step(StageFields.shared(field), 0, 0.1, dt, 0.1 + dt, y, expected);
                double[][] stages = new double[tableau.stages()][n];
                field.evaluate(0.1, y, stages[0]);
                double[] actual = new double[n];
                double ratio = compiled.step(field, 0.1, dt, 0.1 + dt, y, actual, stages, new double[n], 1e-5, 1e-7);
                assertThat(actual).as("%s, n = %s", tableau.name(), n).containsExactly(expected);
                for (int i = 0; i < stages.length; i++) {
                    assertThat(stages[i]).as("stage %s", i).containsExactly(plain.stage(i));
                }
                if (tableau.adaptive()) {
                    assertThat(ratio).isEqualTo(plain.errorRatio(dt, y, expected, TOLERANCES));
                } else {
                    assertThat(ratio).isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void stepFrom_manySteps_goesOnWithTheCompiledStepUnseen(ButcherTableau tableau) {
        StageFields<double[]> known = StageFields.shared(CompiledStepTests::coupled);
        StageFields<double[]> opaque = (step, stage, t, y, dydt) -> coupled(t, y, dydt);
        double[][] end = new double[2][];
        for (int run = 0; run < 2; run++) {
            double[] y = {0.4, -0.3, 0.2};
            double[] y1 = new double[3];
            RungeKuttaStep<double[]> step = RungeKuttaStep.solutionOnly(tableau, DoubleArraySpace.INSTANCE, y);
            for (int n = 0; n < 200; n++) {
                step.step(run == 0 ? known : opaque, n, 0.01 * n, 0.01, 0.01 * (n + 1), y, y1);
                System.arraycopy(y1, 0, y, 0, 3);
            }
            assertThat(step.nfe()).isEqualTo(200L * tableau.stackStages());
            end[run] = y;
        }
        assertThat(end[0]).as(tableau.name()).containsExactly(end[1]);
    }

    @Test
    void errorRatio_valuesThatAreNotFinite_areSeenByTheCompiledStepToo() {
        CompiledStep compiled = StepCompiler.compile(Tableaus.DOPRI5, false, 1);
        assertThat(compiled).isNotNull();
        for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY, 1e308}) {
            double ratio = compiled.step(
                    (t, y, dydt) -> dydt[0] = bad,
                    0,
                    10,
                    10,
                    new double[1],
                    new double[1],
                    new double[][] {{bad}, {0}, {0}, {0}, {0}, {0}, {0}},
                    new double[1],
                    1e-3,
                    1e-3);
            assertThat(ratio <= 1).as("slope %s", bad).isFalse();
        }
    }

    @Test
    void of_sameFieldClassAndTableau_compilesOnce() {
        VectorField<double[]> field = CompiledStepTests::coupled;
        CompiledStep first = CompiledSteps.of(field.getClass(), Tableaus.RK4, true, 2);
        assertThat(CompiledSteps.of(field.getClass(), Tableaus.RK4, true, 2)).isSameAs(first);
        assertThat(CompiledSteps.of(field.getClass(), Tableaus.RK4, true, 1000)).isNull();
    }
}
