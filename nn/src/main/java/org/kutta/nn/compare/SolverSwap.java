package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.errorprone.annotations.CheckReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.dataset.DataSet;

/**
 * The test whether a trained model is an ODE: the same numbers under other solvers, which must give the same answers as long as they are at least as accurate as the
 * solver of the training.
 *
 * <p>A model with fixed steps is tried with each tableau at each step factor. Steps of factor {@code f} cover {@code f} of the old ones and the last one
 * takes what is left, so a factor that does not divide the number of steps still has the size that it says; one above the number of steps is a single
 * step over the interval, as {@link SwapCell#actualFactor} tells. A model with a tolerance is tried with its own tableau and those of at least its order that control
 * their steps, at each tolerance factor.
 *
 * <p>At least as accurate is a tableau of at least the same order with steps or tolerances that are no larger. Immutable.
 *
 * @see "Ott et al., arXiv 2007.15386, section 3 (the factors)"
 */
@CheckReturnValue
public final class SolverSwap {
    private final Metric metric;
    private final ImmutableList<ButcherTableau> tableaus;
    private final ImmutableList<ButcherTableau> adaptiveTableaus;
    private final ImmutableDoubleArray stepFactors;
    private final ImmutableDoubleArray toleranceFactors;
    private final int bisections;

    private SolverSwap(
            Metric metric,
            ImmutableList<ButcherTableau> tableaus,
            ImmutableList<ButcherTableau> adaptiveTableaus,
            ImmutableDoubleArray stepFactors,
            ImmutableDoubleArray toleranceFactors,
            int bisections) {
        this.metric = metric;
        this.tableaus = tableaus;
        this.adaptiveTableaus = adaptiveTableaus;
        this.stepFactors = stepFactors;
        this.toleranceFactors = toleranceFactors;
        this.bisections = bisections;
    }

    /**
     * The swap of the literature: Euler, midpoint, Kutta's third-order method and the classical one at the step factors 0.5, 0.75, 1, 1.5 and 2; Dormand-Prince at the
     * tolerance factors 0.1, 1 and 10; at most 20 evaluations for the critical step.
     *
     * @param metric what is measured of the outputs
     * @return the swap
     */
    public static SolverSwap measuring(Metric metric) {
        return new SolverSwap(
                metric,
                ImmutableList.of(Tableaus.EULER, Tableaus.MIDPOINT, Tableaus.KUTTA3, Tableaus.RK4),
                ImmutableList.of(Tableaus.DOPRI5),
                ImmutableDoubleArray.of(0.5, 0.75, 1, 1.5, 2),
                ImmutableDoubleArray.of(0.1, 1, 10),
                20);
    }

    /**
     * Sets the tableaus for models with fixed steps; that of the training is tried in any case.
     *
     * @param explicit explicit tableaus
     * @return a copy with that setting
     */
    public SolverSwap tableaus(ButcherTableau... explicit) {
        for (ButcherTableau tableau : explicit) {
            Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
        }
        return new SolverSwap(
                metric, ImmutableList.copyOf(explicit), adaptiveTableaus, stepFactors, toleranceFactors, bisections);
    }

    /**
     * Sets the tableaus for models with a tolerance, of which those of at least the order of the training are tried.
     *
     * @param adaptive tableaus with error weights
     * @return a copy with that setting
     */
    public SolverSwap adaptiveTableaus(ButcherTableau... adaptive) {
        for (ButcherTableau tableau : adaptive) {
            Checks.check(tableau.adaptive(), "tableau", tableau.name(), "must estimate its error");
        }
        return new SolverSwap(
                metric, tableaus, ImmutableList.copyOf(adaptive), stepFactors, toleranceFactors, bisections);
    }

    /**
     * Sets the step factors.
     *
     * @param factors each above 0, one of them 1
     * @return a copy with that setting
     */
    public SolverSwap stepFactors(double... factors) {
        return new SolverSwap(
                metric, tableaus, adaptiveTableaus, checked("step factor", factors), toleranceFactors, bisections);
    }

    /**
     * Sets the tolerance factors.
     *
     * @param factors each above 0, one of them 1
     * @return a copy with that setting
     */
    public SolverSwap toleranceFactors(double... factors) {
        return new SolverSwap(
                metric, tableaus, adaptiveTableaus, stepFactors, checked("tolerance factor", factors), bisections);
    }

    private static ImmutableDoubleArray checked(String what, double[] factors) {
        ImmutableDoubleArray copy = ImmutableDoubleArray.copyOf(factors);
        copy.forEach(factor -> Checks.positive(what, factor));
        Checks.check(copy.contains(1), what + "s", copy, "must hold 1, the solver of the training");
        return copy;
    }

    /**
     * Sets how many solvers are tried to find the critical step.
     *
     * @param evaluations the most, at least 2
     * @return a copy with that setting
     */
    public SolverSwap criticalEvaluations(int evaluations) {
        Checks.atLeast("evaluations", evaluations, 2);
        return new SolverSwap(metric, tableaus, adaptiveTableaus, stepFactors, toleranceFactors, evaluations);
    }

    /**
     * Tries the solvers on a trained model.
     *
     * @param place the block of the model
     * @param data what the metric is taken on, gone through several times
     * @return what came out
     * @throws IllegalStateException if the block is a stack that discretises no vector field
     * @throws org.kutta.solver.SolveFailedException if the solver of the training itself fails
     */
    public SwapMatrix run(PlacedBlock place, Batches<DataSet> data) {
        OdeBlock block = place.block();
        Mesh mesh = block.solver().meshOver(block.t0(), block.t1());
        List<SwapSolver> others = mesh == null ? toTolerances(block) : onSteps(block, mesh);
        List<OdeSolver> solvers = new ArrayList<>(List.of(block.solver()));
        others.forEach(other -> solvers.add(other.solver()));
        try (SwapRun run = new SwapRun(place, metric)) {
            List<SwapRun.Measured> measured = run.measure(solvers, data.epoch(0));
            SwapRun.Measured trained = measured.get(0);
            ImmutableList.Builder<SwapCell> cells = ImmutableList.builder();
            for (int i = 0; i < others.size(); i++) {
                cells.add(others.get(i).cell(measured.get(i + 1), agrees(trained, measured.get(i + 1))));
            }
            Mesh walked = mesh == null
                    ? Mesh.uniform(block.t0(), block.t1(), (int) Math.max(1, Math.rint(trained.steps())))
                    : mesh;
            CriticalStep critical = new CriticalStepSearch(run, data, metric, block, walked, bisections).find();
            return matrix(block, mesh, trained, cells.build(), critical);
        }
    }

    private boolean agrees(SwapRun.Measured trained, SwapRun.Measured other) {
        return metric.change(trained.metric(), other.metric()) <= metric.allowedChange();
    }

    private SwapMatrix matrix(
            OdeBlock block,
            @Nullable Mesh mesh,
            SwapRun.Measured trained,
            ImmutableList<SwapCell> cells,
            CriticalStep critical) {
        boolean valid = cells.stream().allMatch(cell -> cell.agrees() || !cell.counts());
        return new SwapMatrix(
                metric.name(),
                metric.allowedChange(),
                block.solver().tableau().name(),
                block.solver().tableau().order(),
                trained.steps(),
                mesh == null ? Double.NaN : ScaledMesh.longest(mesh),
                mesh == null ? block.solver().tolerances().rtol(0) : Double.NaN,
                Math.abs(block.t1() - block.t0()),
                trained.metric(),
                cells,
                valid ? Verdict.VALID : Verdict.DEPENDENT,
                critical);
    }

    private List<SwapSolver> onSteps(OdeBlock block, Mesh mesh) {
        ButcherTableau own = block.solver().tableau();
        List<SwapSolver> solvers = new ArrayList<>();
        for (ButcherTableau tableau : with(own, tableaus)) {
            stepFactors.forEach(factor -> solvers.add(SwapSolver.onSteps(own, tableau, mesh, factor)));
        }
        return solvers;
    }

    private List<SwapSolver> toTolerances(OdeBlock block) {
        ButcherTableau own = block.solver().tableau();
        List<SwapSolver> solvers = new ArrayList<>();
        for (ButcherTableau tableau : with(own, adaptiveTableaus)) {
            if (tableau.order() >= own.order()) {
                toleranceFactors.forEach(
                        factor -> solvers.add(SwapSolver.toTolerance(block.solver(), tableau, factor)));
            }
        }
        return solvers;
    }

    private static List<ButcherTableau> with(ButcherTableau own, List<ButcherTableau> others) {
        return others.contains(own)
                ? others
                : ImmutableList.<ButcherTableau>builder()
                        .add(own)
                        .addAll(others)
                        .build();
    }
}
