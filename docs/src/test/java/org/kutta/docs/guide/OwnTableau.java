package org.kutta.docs.guide;

// region: program
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** The Arenstorf orbit of the restricted three-body problem, by a tableau of our own and by Dormand-Prince. */
final class OwnTableau {
    private static final double PERIOD = 17.065216560157964;

    public static void main(String[] args) {
        ButcherTableau wray = ButcherTableau.explicit("wray3")
                .row("0")
                .row("8/15", "8/15")
                .row("2/3", "1/4", "5/12")
                .weights("1/4", "0", "3/4")
                .order(3)
                .build();
        System.out.println(wray.certify().requirePassed());

        double[] start = {0.994, 0, 0, -2.0015851063790824};
        Solution<double[]> fixed = OdeSolver.fixed(wray, 200_000).solve(orbit(), 0, PERIOD, start);
        report("wray3, 200 000 equal steps", fixed, start);

        Solution<double[]> adaptive =
                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-10, 1e-10).solve(orbit(), 0, PERIOD, start);
        report("dopri5, tolerance 1e-10", adaptive, start);
    }

    private static VectorField<double[]> orbit() {
        double moon = 0.012277471;
        double earth = 1 - moon;
        return (t, y, dydt) -> {
            double toEarth = Math.pow(Math.hypot(y[0] + moon, y[1]), 3);
            double toMoon = Math.pow(Math.hypot(y[0] - earth, y[1]), 3);
            dydt[0] = y[2];
            dydt[1] = y[3];
            dydt[2] = y[0] + 2 * y[3] - earth * (y[0] + moon) / toEarth - moon * (y[0] - earth) / toMoon;
            dydt[3] = y[1] - 2 * y[2] - earth * y[1] / toEarth - moon * y[1] / toMoon;
        };
    }

    private static void report(String how, Solution<double[]> solution, double[] start) {
        double[] end = solution.finalState();
        double gap = Math.hypot(end[0] - start[0], end[1] - start[1]);
        System.out.println(how + ": " + solution.stats().nfe() + " evaluations, the orbit closes to within 1e"
                + (int) Math.ceil(Math.log10(gap)));
    }
}
// endregion
