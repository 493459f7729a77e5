package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.solver.control.StepSizeController;
import org.kutta.solver.tableau.Tableaus;

class AllocationTests {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final VectorField<double[]> LORENZ = (t, y, dydt) -> {
        dydt[0] = 10 * (y[1] - y[0]);
        dydt[1] = 28 * y[0] - y[1] - y[0] * y[2];
        dydt[2] = y[0] * y[1] - 8.0 / 3 * y[2];
    };

    /** Twelve uncoupled copies: too many components for a compiled step. */
    private static final VectorField<double[]> WIDE = (t, y, dydt) -> {
        for (int i = 0; i < y.length; i++) {
            dydt[i] = Math.cos(t) - y[i];
        }
    };

    private static long allocatedBy(OdeSolver solver, VectorField<double[]> field, double t1, double[] y0) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Solution<double[]> solution = solver.solve(field, 0, t1, y0);
        long after = THREADS.getCurrentThreadAllocatedBytes();
        assertThat(solution.status()).isEqualTo(SolveStatus.SUCCESS);
        return after - before;
    }

    @Test
    void solve_onlyTheFinalState_allocatesNothingPerStep() {
        List<OdeSolver> solvers = List.of(
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-9, 1e-9),
                OdeSolver.adaptive(Tableaus.DOP853).tolerances(1e-9, 1e-9),
                OdeSolver.adaptive(Tableaus.CASHKARP54).controller(StepSizeController.pid(0.3, 0.3, 0.1)),
                OdeSolver.fixedStep(Tableaus.RK4, 0.01));
        for (OdeSolver solver : solvers) {
            for (VectorField<double[]> field : List.of(LORENZ, WIDE)) {
                double[] y0 = new double[field == LORENZ ? 3 : 12];
                y0[0] = 1;
                for (int warmUp = 0; warmUp < 20; warmUp++) {
                    allocatedBy(solver, field, 40, y0);
                }
                long shortSolve = allocatedBy(solver, field, 4, y0);
                long longSolve = allocatedBy(solver, field, 40, y0);
                // the buffers of one solve, whatever its length; a few hundred bytes are the JVM's own
                assertThat(longSolve - shortSolve).as(solver.tableau().name()).isLessThan(1000);
            }
        }
    }
}
