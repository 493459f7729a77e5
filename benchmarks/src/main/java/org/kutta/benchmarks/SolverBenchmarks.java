package org.kutta.benchmarks;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Whole solves of Lorenz's equations, and single steps of states of several sizes with the field's cost close to nothing. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SolverBenchmarks {

    private static final VectorField<double[]> LORENZ = (t, y, dydt) -> {
        dydt[0] = 10 * (y[1] - y[0]);
        dydt[1] = 28 * y[0] - y[1] - y[0] * y[2];
        dydt[2] = y[0] * y[1] - 8.0 / 3 * y[2];
    };

    /** Shared so that the compiled step of states of a few components is found. */
    private static final StageFields<double[]> DECAY = StageFields.shared((t, y, dydt) -> {
        for (int i = 0; i < y.length; i++) {
            dydt[i] = -y[i];
        }
    });

    @Param({"rk4", "dopri5", "dop853"})
    private String tableau = "rk4";

    @Param({"3", "100", "10000"})
    private int components = 3;

    private ButcherTableau method = Tableaus.RK4;
    private double[] y = {1};
    private double[] y1 = {1};
    private RungeKuttaStep<double[]> step = new RungeKuttaStep<>(method, DoubleArraySpace.INSTANCE, y);

    /** Makes the state and the step. */
    @Setup
    public void prepare() {
        method = Tableaus.byName(tableau);
        y = new double[components];
        Arrays.fill(y, 1);
        y1 = new double[components];
        step = new RungeKuttaStep<>(method, DoubleArraySpace.INSTANCE, y);
    }

    /** {@return the state after one step of all stages} */
    @Benchmark
    public double[] step() {
        step.step(DECAY, 0, 0, 1e-3, 1e-3, y, y1);
        return y1;
    }

    /** {@return the final state of a solve of Lorenz's equations in steps of 1e-3 up to t = 10} */
    @Benchmark
    public double[] lorenzFixed() {
        return OdeSolver.fixed(method, 10_000)
                .solve(LORENZ, 0, 10, new double[] {1, 1, 1})
                .finalState();
    }
}
