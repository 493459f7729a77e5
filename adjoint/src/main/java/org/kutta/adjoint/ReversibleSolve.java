package org.kutta.adjoint;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStats;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.StateSpace;

/** A solve by a scheme that can be reversed: see {@link ReversibleAdjoint}. */
final class ReversibleSolve<S> implements GradientEngine<S> {
    private final ReversibleAdjoint method;
    private final OdeSolver solver;
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final ReversibleScheme<S> scheme;
    private final StepLog log = new StepLog();
    private final TimeSums timeSums = new TimeSums(log);
    private final SavedStates<S> saved;
    private final S y0;
    private final S difference;

    private boolean ready;
    private SolveStats meshStats = SolveStats.NONE;
    private long nfeForward;
    private long nfeBackward;
    private long pullbacks;
    private double reconstructionError;

    ReversibleSolve(
            ReversibleAdjoint method,
            OdeSolver solver,
            StateSpace<S> space,
            BoundField<S> field,
            ReversibleScheme<S> scheme,
            S like) {
        this.method = method;
        this.solver = solver;
        this.space = space;
        this.field = field;
        this.scheme = scheme;
        this.saved = new SavedStates<>(space, like);
        this.y0 = space.zerosLike(like);
        this.difference = space.zerosLike(like);
    }

    @Override
    public Solution<S> forward(double t0, double t1, S start, double... saveTimes) {
        ready = false;
        nfeBackward = 0;
        pullbacks = 0;
        reconstructionError = 0;
        space.copy(start, y0);
        Mesh mesh = meshOf(t0, t1, saveTimes);
        long before = scheme.evaluations();
        saved.clear();
        scheme.start(t0, start);
        int save = 0;
        for (int n = 0; n <= log.steps(); n++) {
            if (n > 0) {
                scheme.advance(log.t(n - 1), log.dt(n - 1), log.t(n));
            }
            if (save < log.saves() && log.saveNode(save) == n) {
                saved.add(scheme.state());
                save++;
            }
        }
        scheme.markEnd();
        nfeForward = meshStats.nfe() + scheme.evaluations() - before;
        ready = space.isFinite(scheme.state());
        saved.setFinal(scheme.state());
        Solution<S> solution = Solution.of(
                space,
                t1,
                saved.finalState(),
                ready ? SolveStatus.SUCCESS : SolveStatus.NON_FINITE,
                new SolveStats(nfeForward, log.steps(), meshStats.rejected(), 0),
                ImmutableDoubleArray.copyOf(saveTimes),
                saved.view(),
                mesh);
        return DiscreteForward.throwIfFailed(solver, log, solution);
    }

    /** Fills the log: fixed steps, or those that the solver alone accepts. */
    private @Nullable Mesh meshOf(double t0, double t1, double[] saveTimes) {
        log.start(t0, t1, saveTimes);
        meshStats = SolveStats.NONE;
        if (t0 == t1) {
            return null;
        }
        Mesh mesh = solver.meshOver(t0, t1);
        if (mesh == null) {
            Solution<S> solution = solver.save(Save.mesh())
                    .throwOnFailure(true)
                    .solve(OdeProblem.of(space, field, t0, t1, y0).withStopTimes(saveTimes));
            meshStats = solution.stats();
            mesh = solution.mesh();
            solution.release(); // only its steps are wanted
        }
        log.addAll(mesh, saveTimes);
        DiscreteForward.checkSteps(solver, log);
        return mesh.steps() == log.steps() ? mesh : log.toMesh();
    }

    @Override
    public TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> savedBars, @Nullable S y0Bar, @Nullable S parametersBar) {
        long evaluationsBefore = scheme.evaluations();
        long pullbacksBefore = scheme.pullbacks();
        timeSums.start();
        scheme.returnToEnd();
        if (finalBar != null) {
            space.axpy(1.0, finalBar, scheme.stateBar());
        }
        int save = log.saves() - 1;
        for (int n = log.steps(); n >= 0; n--) {
            if (n < log.steps()) {
                scheme.reverse(log.t(n), log.dt(n), log.t(n + 1), parametersBar);
                if (method.timeGradients()) {
                    timeSums.add(n, scheme.tBar(), scheme.dtBar());
                }
            }
            if (save >= 0 && log.saveNode(save) == n) {
                if (savedBars != null) {
                    space.axpy(1.0, savedBars.get(save), scheme.stateBar());
                }
                save--;
            }
        }
        compareStart();
        double startBar = scheme.finish(log.t(0), y0, y0Bar, parametersBar);
        timeSums.addEnds(startBar, 0);
        nfeBackward = scheme.evaluations() - evaluationsBefore;
        pullbacks = scheme.pullbacks() - pullbacksBefore;
        return method.timeGradients() ? timeSums.result() : TimeGradient.NOT_COMPUTED;
    }

    private void compareStart() {
        space.copy(y0, difference);
        space.axpy(-1.0, scheme.state(), difference);
        double error = Math.sqrt(space.dot(difference, difference));
        S end = saved.finalState();
        double scale = Math.sqrt(Math.max(space.dot(y0, y0), space.dot(end, end)));
        reconstructionError = error == 0 ? 0 : error / scale;
    }

    @Override
    public GradientStats stats() {
        boolean accurate = reconstructionError <= ReversibleAdjoint.LIMIT;
        ImmutableList<String> notes = accurate
                ? ImmutableList.of()
                : ImmutableList.of(String.format(
                        Locale.ROOT,
                        "%s: %d steps taken back miss the initial state by %.1e of its size; rounding errors grew: use"
                                + " fewer steps, less damping or checkpoints",
                        method.name(),
                        log.steps(),
                        reconstructionError));
        GradientStats.Status status = !ready
                ? GradientStats.Status.FAILED
                : accurate ? GradientStats.Status.OK : GradientStats.Status.INACCURATE;
        return new GradientStats(
                nfeForward,
                nfeBackward,
                pullbacks,
                log.steps(),
                meshStats.rejected(),
                log.steps(),
                scheme.bytes() + saved.bytes() + 3 * space.bytes(y0) + 16L * (log.steps() + 1),
                reconstructionError,
                status,
                notes);
    }

    @Override
    public void close() {
        scheme.close();
        saved.close();
        space.release(y0);
        space.release(difference);
        field.close();
    }
}
