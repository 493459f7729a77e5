package org.kutta.nn.compare;

import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Looks for the longest step at which a block's tableau gives the metric of the flow: doubling or halving from the step of the training, then geometric bisection.
 */
final class CriticalStepSearch {
    /** Two steps nearer to each other than this are not told apart. */
    private static final double RESOLUTION = 1.1;

    private static final int MOST_STEPS = 2048;
    private static final long MOST_FLOW_STEPS = 20_000;

    private final SwapRun run;
    private final Batches<DataSet> data;
    private final Metric metric;
    private final OdeBlock block;
    private final ButcherTableau tableau;
    private final Mesh mesh;
    private final int most;
    private double flow = Double.NaN;
    private int evaluations;

    CriticalStepSearch(SwapRun run, Batches<DataSet> data, Metric metric, OdeBlock block, Mesh mesh, int most) {
        this.run = run;
        this.data = data;
        this.metric = metric;
        this.block = block;
        this.tableau = block.solver().tableau();
        this.mesh = mesh;
        this.most = most;
    }

    CriticalStep find() {
        double tolerance = 100 * run.unitRoundoff();
        OdeSolver exact = OdeSolver.adaptive(Tableaus.DOPRI5)
                .tolerances(Math.max(1e-7, tolerance), Math.max(1e-7, tolerance))
                .maxSteps(MOST_FLOW_STEPS);
        flow = run.measureAlone(exact, data.epoch(0)).metric();
        if (!Double.isFinite(flow)) {
            return result(Double.NaN, Double.NaN);
        }
        double good = Double.NaN;
        double bad = Double.NaN;
        double factor = 1;
        while (evaluations < most && (Double.isNaN(good) || Double.isNaN(bad))) {
            if (agrees(factor)) {
                good = factor;
                if (factor >= mesh.steps()) {
                    break;
                }
                factor = Math.min(2 * factor, mesh.steps());
            } else {
                bad = factor;
                factor /= 2;
                if (mesh.steps() / factor > MOST_STEPS) {
                    break;
                }
            }
        }
        while (evaluations < most && bad / good > RESOLUTION) {
            double middle = Math.sqrt(good * bad);
            if (agrees(middle)) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return result(good, bad);
    }

    private boolean agrees(double factor) {
        evaluations++;
        OdeSolver solver = OdeSolver.onMesh(tableau, ScaledMesh.of(mesh, factor).mesh());
        return metric.change(flow, run.measureAlone(solver, data.epoch(0)).metric()) <= metric.allowedChange();
    }

    private CriticalStep result(double good, double bad) {
        double unit = Math.abs(block.t1() - block.t0()) / mesh.steps();
        return new CriticalStep(good * unit, bad * unit, flow, evaluations);
    }
}
