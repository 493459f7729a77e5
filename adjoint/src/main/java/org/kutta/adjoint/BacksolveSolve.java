package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;

/** A solve with the adjoint equation solved back: see {@link BacksolveAdjoint}. */
final class BacksolveSolve<S> implements GradientEngine<S> {
    private static final int FALLBACK_STATES = 64;

    private final BacksolveAdjoint method;
    private final OdeSolver solver;
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final StepLog log = new StepLog();
    private final DiscreteForward<S> forward;
    private final PlainSteps<S> plain;
    private final AdjointSystem<S> system;
    private final ContinuousTimes<S> times;
    private final S y0;
    private final S difference;
    private final BackwardRun<ProductState<S>> withParameters;
    private final BackwardRun<ProductState<S>> withoutParameters;

    /** Made when the state drifts for the first time. */
    private @Nullable DiscreteSolve<S> checkpoints;

    private @Nullable Solution<S> solution;
    private double[] saveTimes = new double[0];
    private @Nullable List<S> savedBars;
    private double reconstructionError;
    private long nfeForward;
    private long nfeBackward;
    private long pullbacks;
    private long stepsBackward;
    private GradientStats.Status status = GradientStats.Status.FAILED;
    private final List<String> notes = new ArrayList<>();

    BacksolveSolve(
            BacksolveAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        this.method = method;
        this.solver = solver;
        this.space = space;
        RungeKuttaStep<S> kernel = RungeKuttaStep.solutionOnly(solver.tableau(), space, like);
        this.field = field.bind(like);
        this.forward = new DiscreteForward<>(solver, this.field, space, like, kernel, log);
        this.plain = new PlainSteps<>(this.field);
        this.system = new AdjointSystem<>(space, this.field, like);
        this.times = new ContinuousTimes<>(space, this.field, like, log);
        this.y0 = space.zerosLike(like);
        this.difference = space.zerosLike(like);
        S y = space.zerosLike(like);
        S a = space.zerosLike(like);
        S g = space.zerosLike(field.parameters());
        this.withParameters = backwardRun(method.seminorm(), ProductState.of(y, a, g));
        this.withoutParameters = backwardRun(false, ProductState.of(y, a));
        space.release(y);
        space.release(a);
        space.release(g);
    }

    private BackwardRun<ProductState<S>> backwardRun(boolean seminorm, ProductState<S> like) {
        ProductSpace<S> product = ProductSpace.of(space, like.parts());
        if (seminorm) {
            product = product.countingOnly(true, true, false);
        }
        return new BackwardRun<>(log, method.backwardSolver().orElse(null), solver, product, system, like);
    }

    @Override
    public Solution<S> forward(double t0, double t1, S start, double... saves) {
        status = GradientStats.Status.FAILED;
        notes.clear();
        nfeBackward = 0;
        pullbacks = 0;
        stepsBackward = 0;
        reconstructionError = 0;
        space.copy(start, y0);
        saveTimes = saves.clone();
        int steps = forward.prepare(t0, t1, start, saves);
        long before = plain.evaluations();
        solution = forward.run(t0, t1, saves, steps, plain, () -> true);
        nfeForward = plain.evaluations() - before;
        return requireNonNull(solution);
    }

    @Override
    public TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> bars, @Nullable S y0Bar, @Nullable S parametersBar) {
        notes.clear();
        savedBars = bars;
        boolean gradient = parametersBar != null && space.size(parametersBar) > 0;
        BackwardRun<ProductState<S>> run = gradient ? withParameters : withoutParameters;
        ProductState<S> z = run.state();
        start(z, finalBar);
        reconstructionError = 0;
        long before = system.evaluations();
        boolean solved = run.run(this::atSave);
        z = run.state();
        nfeBackward = system.evaluations() - before;
        pullbacks = nfeBackward;
        stepsBackward = run.steps();
        compare(z.part(0), y0);
        if (!solved || !(reconstructionError <= method.limit())) {
            TimeGradient instead = drifted(solved, finalBar, bars, y0Bar, parametersBar);
            if (instead != null) {
                return instead;
            }
        } else {
            status = GradientStats.Status.OK;
        }
        addFirstSave(z.part(1));
        if (y0Bar != null) {
            space.axpy(1.0, z.part(1), y0Bar);
        }
        if (parametersBar != null && gradient) {
            space.axpy(1.0, z.part(2), parametersBar);
        }
        return method.timeGradients()
                ? times.gradient(y0, requireNonNull(solution), z.part(1), finalBar, bars)
                : TimeGradient.NOT_COMPUTED;
    }

    private void start(ProductState<S> z, @Nullable S finalBar) {
        space.copy(forward.state(), z.part(0));
        space.setZero(z.part(1));
        if (z.parts() > 2) {
            space.setZero(z.part(2));
        }
        if (finalBar != null) {
            space.copy(finalBar, z.part(1));
        }
        int last = log.saves() - 1;
        if (savedBars != null && last >= 0 && log.saveNode(last) == log.steps()) {
            space.axpy(1.0, savedBars.get(last), z.part(1));
        }
    }

    /** Goes back to the saved state and takes in its cotangent. */
    private void atSave(int index, ProductState<S> z) {
        S saved = forward.savedState(index);
        compare(z.part(0), saved);
        space.copy(saved, z.part(0));
        if (savedBars != null) {
            space.axpy(1.0, savedBars.get(index), z.part(1));
        }
    }

    /** A state saved at the start of an interval that is not empty. */
    private void addFirstSave(S adjoint) {
        if (savedBars != null && log.steps() > 0 && log.saves() > 0 && log.saveNode(0) == 0) {
            space.axpy(1.0, savedBars.get(0), adjoint);
        }
    }

    private void compare(S reconstructed, S known) {
        space.copy(known, difference);
        space.axpy(-1.0, reconstructed, difference);
        double scale = Math.max(norm(known), norm(forward.state()));
        double error = norm(difference);
        double relative = error == 0 ? 0 : error / scale;
        // NaN counts as the largest error there is
        reconstructionError = relative <= reconstructionError ? reconstructionError : relative;
        if (Double.isNaN(reconstructionError)) {
            reconstructionError = Double.POSITIVE_INFINITY;
        }
    }

    private double norm(S x) {
        return Math.sqrt(space.dot(x, x));
    }

    /** What to return instead of the backsolved gradient; null to return that one all the same. */
    private @Nullable TimeGradient drifted(
            boolean solved,
            @Nullable S finalBar,
            @Nullable List<S> bars,
            @Nullable S y0Bar,
            @Nullable S parametersBar) {
        String what = String.format(
                Locale.ROOT,
                "backsolve %s: the state solved back differs from the known one by %.1e of its size (limit %.1e)",
                solved ? "drifted" : "did not reach the start",
                reconstructionError,
                method.limit());
        if (method.onDrift() == BacksolveAdjoint.OnDrift.FAIL || (!solved && isReportOnly())) {
            status = GradientStats.Status.FAILED;
            notes.add(what);
            throw new GradientFailedException(
                    what + "; the field expands backwards or the tolerance is loose: use DiscreteAdjoint", stats());
        }
        if (isReportOnly()) {
            status = GradientStats.Status.INACCURATE;
            notes.add(what);
            return null;
        }
        notes.add(what + "; the gradient was taken by " + FALLBACK_STATES + " checkpoints instead");
        status = GradientStats.Status.FELL_BACK;
        return fallBack(finalBar, bars, y0Bar, parametersBar);
    }

    private boolean isReportOnly() {
        return method.onDrift() == BacksolveAdjoint.OnDrift.REPORT;
    }

    /** Solves again on the mesh of the forward solve and takes the discrete gradient. */
    private TimeGradient fallBack(
            @Nullable S finalBar, @Nullable List<S> bars, @Nullable S y0Bar, @Nullable S parametersBar) {
        DiscreteSolve<S> solve = checkpoints == null ? checkpointed() : checkpoints;
        checkpoints = solve;
        solve.forwardOn(log.toMesh(), y0, saveTimes);
        TimeGradient gradient = solve.backward(finalBar, bars, y0Bar, parametersBar);
        GradientStats cost = solve.stats();
        nfeBackward += cost.nfeForward() + cost.nfeBackward();
        pullbacks += cost.pullbacks();
        stepsBackward += cost.steps() + cost.stepsBackward();
        return gradient;
    }

    private DiscreteSolve<S> checkpointed() {
        DiscreteAdjoint discrete = DiscreteAdjoint.checkpointed(FALLBACK_STATES);
        return DiscreteSolve.sharing(
                method.timeGradients() ? discrete.withTimeGradients() : discrete,
                solver.throwOnFailure(true),
                space,
                field,
                y0);
    }

    @Override
    public GradientStats stats() {
        long own = forward.bytes() + withParameters.bytes() + system.bytes() + 3 * space.bytes(y0);
        return new GradientStats(
                nfeForward,
                nfeBackward,
                pullbacks,
                forward.solverStats().accepted(),
                forward.solverStats().rejected(),
                stepsBackward,
                own + (checkpoints == null ? 0 : checkpoints.stats().peakBytes()),
                reconstructionError,
                status,
                ImmutableList.copyOf(notes));
    }

    @Override
    public void close() {
        if (checkpoints != null) {
            checkpoints.close();
        }
        withParameters.close();
        withoutParameters.close();
        system.close();
        times.close();
        forward.close();
        space.release(y0);
        space.release(difference);
        field.close();
    }
}
