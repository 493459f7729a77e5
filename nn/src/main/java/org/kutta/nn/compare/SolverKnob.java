package org.kutta.nn.compare;

import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.StackWeights;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** What a {@link StepMonitor} turns: the size of fixed steps, or a tolerance. */
sealed interface SolverKnob {

    /** Where it stands in the layer: a step in the unit of time, or a relative tolerance. */
    double initial();

    /** The solver at a setting. */
    OdeSolver solver(double value);

    /** A better one to compare it with. */
    OdeSolver better(double value);

    /** The setting after a shortening. */
    double shortened(double value, StepAdaptation settings);

    /** The setting after a lengthening; {@code value} itself where it is as long as can be. */
    double lengthened(double value, StepAdaptation settings);

    /** Whether a setting may be lengthened only once the number of evaluations has changed. */
    boolean waitsForNfe();

    /** The layer at a setting. */
    OdeLayer layer(double value);

    static SolverKnob of(PlacedBlock place, double unitRoundoff) {
        OdeBlock block = place.block();
        return block.solver().isAdaptive()
                ? new Tolerance(block, 16 * unitRoundoff)
                : new Step(
                        block,
                        place.layer() instanceof RungeKuttaStack stack && stack.weights() == StackWeights.SHARED);
    }

    /** Steps of one size, the last one shorter. */
    record Step(OdeBlock block, boolean asStack) implements SolverKnob {
        /** The better solver's error is to be this many times smaller. */
        private static final double BETTER = 50;

        private double time() {
            return Math.abs(block.t1() - block.t0());
        }

        private ButcherTableau tableau() {
            return block.solver().tableau();
        }

        @Override
        public double initial() {
            Mesh mesh = block.solver().meshOver(block.t0(), block.t1());
            return mesh == null ? Double.NaN : ScaledMesh.longest(mesh);
        }

        private Mesh mesh(double dt) {
            return Mesh.stepping(block.t0(), block.t1(), dt);
        }

        @Override
        public OdeSolver solver(double dt) {
            return OdeSolver.onMesh(tableau(), mesh(dt));
        }

        /** With {@code h} the step as a share of the interval, {@code h_better^q = h^p / 50}, or the same step where {@code h^p} is below 1/50. */
        @Override
        public OdeSolver better(double dt) {
            ButcherTableau next = next(tableau());
            double error = Math.pow(dt / time(), tableau().order());
            double share = 1 / error <= BETTER ? Math.pow(error / BETTER, 1.0 / next.order()) : dt / time();
            return OdeSolver.onMesh(next, mesh(share * time()));
        }

        private static ButcherTableau next(ButcherTableau tableau) {
            return switch (tableau.order()) {
                case 1 -> Tableaus.MIDPOINT;
                case 2, 3 -> Tableaus.RK4;
                case 4 -> Tableaus.DOPRI5;
                default -> Tableaus.DOP853;
            };
        }

        /** Near the cap the harmonic mean with the smallest step, which only approaches it. */
        @Override
        public double shortened(double dt, StepAdaptation settings) {
            double share = dt / time();
            double shorter = settings.shrink() * share;
            double nearCap = 2 * share / (settings.mostSteps() * share + 1);
            return time() * (shorter * settings.mostSteps() >= 1 ? shorter : nearCap);
        }

        @Override
        public double lengthened(double dt, StepAdaptation settings) {
            return Math.min(settings.growth() * dt, time());
        }

        @Override
        public boolean waitsForNfe() {
            return false;
        }

        @Override
        public OdeLayer layer(double dt) {
            return asStack ? block.discretize(tableau(), mesh(dt)) : block.withSolver(solver(dt));
        }
    }

    /** A tolerance, relative and absolute in their proportion. */
    record Tolerance(OdeBlock block, double least) implements SolverKnob {
        public Tolerance {
            Checks.positive("rtol", block.solver().tolerances().rtol(0));
        }

        @Override
        public double initial() {
            return block.solver().tolerances().rtol(0);
        }

        @Override
        public OdeSolver solver(double rtol) {
            return block.solver().tolerances(SwapSolver.scaled(block.solver().tolerances(), rtol / initial()));
        }

        @Override
        public OdeSolver better(double rtol) {
            boolean low = block.solver().tableau().order() <= 2;
            OdeSolver same = solver(Math.max(least, rtol / (low ? 5 : 10)));
            return low ? OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(same.tolerances()) : same;
        }

        @Override
        public double shortened(double rtol, StepAdaptation settings) {
            return Math.max(least, settings.shrink() * rtol);
        }

        @Override
        public double lengthened(double rtol, StepAdaptation settings) {
            return Math.min(settings.growth() * rtol, Math.max(1, rtol));
        }

        @Override
        public boolean waitsForNfe() {
            return true;
        }

        @Override
        public OdeLayer layer(double rtol) {
            return block.withSolver(solver(rtol));
        }
    }
}
