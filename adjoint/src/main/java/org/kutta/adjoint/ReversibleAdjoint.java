package org.kutta.adjoint;

import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.Tableaus;

/**
 * The exact gradient of a scheme whose steps can be taken back algebraically: memory independent of the number of steps,
 * and no drift but that of rounding.
 *
 * <p>These are schemes of their own: {@code forward} gives other numbers than the solver alone would.
 *
 * <p>{@link #coupled} makes any tableau reversible. With {@code Psi_dt} the increment of one of its steps, it carries a
 * second state {@code z}, {@code z_0 = y_0}, and
 *
 * <pre>
 *   y_n+1 = c y_n + (1 - c) z_n + Psi_dt(t_n, z_n)
 *   z_n+1 = z_n - Psi_-dt(t_n+1, y_n+1)
 * </pre>
 *
 * <p>keeps the order of the tableau and costs two of its steps. {@link #leapfrog} is the asynchronous leapfrog of order 2
 * on {@code (y, v)}, {@code v_0 = f(t_0, y_0)}, with one evaluation a step:
 *
 * <pre>
 *   k = y_n + v_n dt/2,   u = f(t_n + dt/2, k),   v_n+1 = v_n + 2 e (u - v_n),   y_n+1 = k + v_n+1 dt/2
 * </pre>
 *
 * <p>Taking a step back divides by {@code c}, or by {@code 1 - 2 e}, so rounding errors grow by that factor a step; the
 * distance between the start and what it is reconstructed as is reported. Step sizes are those of the solver: of its mesh,
 * or, where they are controlled, those that the solver alone accepts, in a solve of its own beforehand.
 *
 * @param isLeapfrog whether the scheme is the asynchronous leapfrog; else the reversible form of the solver's tableau
 * @param factor the damping {@code e} of the leapfrog, or the coupling {@code c}
 * @param timeGradients whether gradients of the times are taken as well
 * @see "McCallum, Foster: Efficient, accurate and stable gradients for neural ODEs, arXiv 2410.11648 (2024)"
 * @see "Zhuang, Dvornek, Tatikonda, Duncan: MALI, arXiv 2102.04668 (2021)"
 */
public record ReversibleAdjoint(boolean isLeapfrog, double factor, boolean timeGradients) implements GradientMethod {
    private static final double DEFAULT_COUPLING = 0.999;

    /** Reconstruction error above which the gradient is called inaccurate. */
    static final double LIMIT = 1e-4;

    /**
     * Checks the factor.
     *
     * @param isLeapfrog whether the scheme is the asynchronous leapfrog
     * @param factor damping, in (0.5, 1], or coupling, in (0, 1]
     * @param timeGradients whether gradients of the times are taken as well
     */
    public ReversibleAdjoint {
        if (isLeapfrog) {
            Checks.check(factor > 0.5 && factor <= 1, "damping", factor, "must be in (0.5, 1]");
        } else {
            Checks.check(factor > 0 && factor <= 1, "coupling", factor, "must be in (0, 1]");
        }
    }

    /** {@return the reversible form of the solver's tableau, with the coupling 0.999} */
    public static ReversibleAdjoint coupled() {
        return coupled(DEFAULT_COUPLING);
    }

    /**
     * {@return the reversible form of the solver's tableau}
     *
     * @param coupling {@code c} above, in (0, 1]: at 1 nothing damps the difference of the two states; the smaller it is,
     *     the faster rounding errors grow on the way back
     */
    public static ReversibleAdjoint coupled(double coupling) {
        return new ReversibleAdjoint(false, coupling, false);
    }

    /** {@return the asynchronous leapfrog without damping} */
    public static ReversibleAdjoint leapfrog() {
        return leapfrog(1);
    }

    /**
     * {@return the asynchronous leapfrog}
     *
     * @param damping {@code e} above, in (0.5, 1]: 1 for none
     */
    public static ReversibleAdjoint leapfrog(double damping) {
        return new ReversibleAdjoint(true, damping, false);
    }

    /** {@return this method with gradients of the times as well} */
    public ReversibleAdjoint withTimeGradients() {
        return new ReversibleAdjoint(isLeapfrog, factor, true);
    }

    @Override
    public String name() {
        return isLeapfrog ? "reversible leapfrog" : "reversible";
    }

    /**
     * {@inheritDoc}
     *
     * <p>The leapfrog puts itself in the place of the tableau; with fixed steps the solver must be that of
     * {@link Tableaus#MIDPOINT}, whose stage it shares.
     */
    @Override
    public <S> GradientSolve<S> bind(OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        Checks.check(
                !isLeapfrog || solver.isAdaptive() || solver.tableau().equals(Tableaus.MIDPOINT),
                "tableau",
                solver.tableau().name(),
                "must be midpoint for a leapfrog of fixed steps, which uses no other");
        DiscreteForward.checkSave(solver);
        BoundField<S> bound = field.bind(like);
        ReversibleScheme<S> scheme = isLeapfrog
                ? new LeapfrogScheme<>(space, bound, like, factor)
                : new CoupledScheme<>(solver.tableau(), space, bound, like, factor, timeGradients);
        return new CheckedGradientSolve<>(
                new ReversibleSolve<>(this, solver, space, bound, scheme, like), space, like, field.parameters());
    }
}
