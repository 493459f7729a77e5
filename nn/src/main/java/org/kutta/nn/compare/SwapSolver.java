package org.kutta.nn.compare;

import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Tolerances;
import org.kutta.solver.tableau.ButcherTableau;

/** A solver to be tried, how it stands to that of the training, and whether the verdict counts it. */
record SwapSolver(OdeSolver solver, double stepFactor, double actualFactor, double toleranceFactor, boolean counts) {

    /** What rounding may do to a factor. */
    private static final double ONE = 1 + 1e-9;

    static SwapSolver onSteps(ButcherTableau own, ButcherTableau tableau, Mesh mesh, double factor) {
        ScaledMesh scaled = ScaledMesh.of(mesh, factor);
        return new SwapSolver(
                OdeSolver.onMesh(tableau, scaled.mesh()),
                factor,
                scaled.actual(),
                Double.NaN,
                tableau.order() >= own.order() && scaled.actual() <= ONE);
    }

    static SwapSolver toTolerance(OdeSolver own, ButcherTableau tableau, double factor) {
        OdeSolver same = tableau.equals(own.tableau())
                ? own
                : OdeSolver.adaptive(tableau).maxSteps(own.maxSteps());
        return new SwapSolver(
                same.tolerances(scaled(own.tolerances(), factor)),
                Double.NaN,
                Double.NaN,
                factor,
                tableau.order() >= own.tableau().order() && factor <= ONE);
    }

    static Tolerances scaled(Tolerances tolerances, double factor) {
        Checks.check(tolerances.parts() == 0, "tolerances", tolerances, "must not be by parts for a network's block");
        double[] rtol = new double[tolerances.size()];
        double[] atol = new double[tolerances.size()];
        for (int i = 0; i < rtol.length; i++) {
            rtol[i] = factor * tolerances.rtol(i);
            atol[i] = factor * tolerances.atol(i);
        }
        return Tolerances.of(rtol, atol);
    }

    SwapCell cell(SwapRun.Measured measured, boolean agrees) {
        return new SwapCell(
                solver.tableau().name(),
                solver.tableau().order(),
                stepFactor,
                actualFactor,
                toleranceFactor,
                measured.steps(),
                measured.nfe(),
                measured.metric(),
                measured.distance(),
                counts,
                agrees,
                measured.failure());
    }
}
