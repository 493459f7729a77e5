package org.kutta.adjoint.certificate;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientFailedException;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.GradientStats;
import org.kutta.adjoint.InterpolatingAdjoint;
import org.kutta.adjoint.ReversibleAdjoint;
import org.kutta.adjoint.certificate.GradientCertificate.Reference;
import org.kutta.adjoint.certificate.GradientCertificate.Result;
import org.kutta.adjoint.certificate.GradientCertificate.Status;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;

/**
 * Tries gradient methods on a problem and says which can be relied on there.
 *
 * <p>Discrete adjoints are held against central differences on the mesh of the accepted steps, which they must equal; all
 * others against the discrete gradient, from which they may differ by the error of the solve. Immutable.
 */
public final class GradientCertifier {
    /** What extrapolated differences on the mesh, good to ten digits or more, can tell apart from an exact gradient. */
    private static final double DISCRETE_LIMIT = 1e-9;

    private final ImmutableList<GradientMethod> methods;
    private final double limit;
    private final int components;

    private GradientCertifier(ImmutableList<GradientMethod> methods, double limit, int components) {
        this.methods = methods;
        this.limit = limit;
        this.components = components;
    }

    /**
     * {@return a certifier of all methods but the leapfrog, with the limit 0.001 and differences at 24 components of each
     * group}
     *
     * <p>The leapfrog is of order 2 and asks for steps of its own: {@link #methods} tries it.
     */
    public static GradientCertifier create() {
        return new GradientCertifier(
                ImmutableList.of(
                        DiscreteAdjoint.storeAll(),
                        DiscreteAdjoint.checkpointed(8),
                        DiscreteAdjoint.memoryBudget(1L << 30),
                        BacksolveAdjoint.create().failAbove(0.01),
                        BacksolveAdjoint.create().fullNorm().failAbove(0.01),
                        InterpolatingAdjoint.create(),
                        InterpolatingAdjoint.create().quadrature(),
                        ReversibleAdjoint.coupled()),
                1e-3,
                24);
    }

    /**
     * {@return this certifier with other methods}
     *
     * @param tried the methods to try
     */
    public GradientCertifier methods(List<? extends GradientMethod> tried) {
        return new GradientCertifier(ImmutableList.copyOf(tried), limit, components);
    }

    /**
     * {@return this certifier with another limit}
     *
     * @param relativeError relative error above which a gradient that is not discrete is called inaccurate, greater than 0
     */
    public GradientCertifier limit(double relativeError) {
        return new GradientCertifier(methods, Checks.positive("relativeError", relativeError), components);
    }

    /**
     * {@return this certifier with another number of differences}
     *
     * @param perGroup components of each group, evenly spread, at which differences are taken, at least 1
     */
    public GradientCertifier components(int perGroup) {
        return new GradientCertifier(methods, limit, Checks.atLeast("perGroup", perGroup, 1));
    }

    /**
     * Tries all methods.
     *
     * @param problem the problem
     * @param <S> type of its states
     * @return what they did
     * @throws SolveFailedException if the problem itself cannot be solved
     */
    public <S> GradientCertificate certify(GradientProblem<S> problem) {
        OdeSolver solver = problem.solver().save(Save.mesh());
        GradientVectors<S> discrete = new GradientVectors<>(problem);
        Mesh mesh;
        try (GradientSolve<S> solve =
                DiscreteAdjoint.storeAll().bind(solver, problem.space(), problem.field(), problem.y0())) {
            Solution<S> solution = solve.forward(problem.t0(), problem.t1(), problem.y0());
            mesh = solution.mesh();
            discrete.take(solve);
        }
        GradientVectors<S> differences = GradientVectors.differences(problem, mesh, components);
        List<Result> results = new ArrayList<>();
        for (GradientMethod method : methods) {
            boolean isDiscrete = method instanceof DiscreteAdjoint;
            results.add(tryOut(problem, method, isDiscrete ? differences : discrete, isDiscrete));
        }
        return new GradientCertificate(problem.name(), mesh.steps(), ImmutableList.copyOf(results));
    }

    private <S> Result tryOut(
            GradientProblem<S> problem, GradientMethod method, GradientVectors<S> reference, boolean isDiscrete) {
        GradientVectors<S> taken = new GradientVectors<>(problem);
        try (GradientSolve<S> solve = method.bind(problem.solver(), problem.space(), problem.field(), problem.y0())) {
            solve.forward(problem.t0(), problem.t1(), problem.y0());
            taken.take(solve);
            return judge(method, taken, reference, isDiscrete, solve.stats());
        } catch (GradientFailedException failure) {
            GradientStats stats = failure.stats();
            return stats == null
                    ? failed(method, isDiscrete, 0, 0, 0, String.valueOf(failure.getMessage()))
                    : failed(method, isDiscrete, stats, String.valueOf(failure.getMessage()));
        } catch (SolveFailedException failure) {
            return failed(method, isDiscrete, failure.stats().nfe(), 0, 0, String.valueOf(failure.getMessage()));
        }
    }

    private <S> Result judge(
            GradientMethod method,
            GradientVectors<S> taken,
            GradientVectors<S> reference,
            boolean isDiscrete,
            GradientStats stats) {
        Agreement all = taken.agreement(reference);
        double allowed = isDiscrete ? DISCRETE_LIMIT : limit;
        if (!Double.isFinite(all.relativeError())) {
            return failed(method, isDiscrete, stats, "the gradient is not finite: check the field near the solution");
        }
        boolean accurate = all.relativeError() <= allowed;
        return new Result(
                method.name(),
                isDiscrete ? Reference.DIFFERENCES : Reference.DISCRETE,
                all.relativeError(),
                all.cosine(),
                taken.groups(reference),
                stats.nfeForward(),
                stats.nfeBackward(),
                stats.peakBytes(),
                accurate ? Status.OK : Status.INACCURATE,
                accurate ? String.join("; ", stats.notes()) : advice(isDiscrete, all.relativeError(), allowed, stats));
    }

    private static String advice(boolean isDiscrete, double error, double allowed, GradientStats stats) {
        String what = String.format(Locale.ROOT, "relative error %.1e above %.1e: ", error, allowed);
        String next = isDiscrete
                ? "the field's pullback is not the transpose of its derivative, or the field has kinks"
                : "tighten the tolerance (or take more steps), or use the discrete adjoint";
        return stats.notes().isEmpty() ? what + next : what + next + "; " + String.join("; ", stats.notes());
    }

    private static Result failed(GradientMethod method, boolean isDiscrete, GradientStats stats, String why) {
        return failed(method, isDiscrete, stats.nfeForward(), stats.nfeBackward(), stats.peakBytes(), why);
    }

    private static Result failed(
            GradientMethod method, boolean isDiscrete, long nfeForward, long nfeBackward, long peakBytes, String why) {
        return new Result(
                method.name(),
                isDiscrete ? Reference.DIFFERENCES : Reference.DISCRETE,
                Double.NaN,
                Double.NaN,
                ImmutableList.of(),
                nfeForward,
                nfeBackward,
                peakBytes,
                Status.FAILED,
                why);
    }
}
