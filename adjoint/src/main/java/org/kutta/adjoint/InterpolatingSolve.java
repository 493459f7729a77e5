package org.kutta.adjoint;

import static java.util.Objects.requireNonNull;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeIntegration;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductSpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.Save;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStats;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.ButcherTableau;

/** A solve with the adjoint equation solved back along its dense output: see {@link InterpolatingAdjoint}. */
final class InterpolatingSolve<S> implements GradientEngine<S> {
    private final InterpolatingAdjoint method;
    private final OdeSolver solver;
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final StepLog log = new StepLog();
    private final InterpolatedSystem<S> system;
    private final ContinuousTimes<S> times;
    private final S y0;
    private final S adjoint;
    private final S integrand;
    private final S sum;
    private final S error;
    private final BackwardRun<ProductState<S>> withParameters;
    private final BackwardRun<ProductState<S>> withoutParameters;

    /** The last solution: its states stay until the next one. */
    private @Nullable Solution<S> handedOut;
    /** The same if it succeeded, so that it can be followed back. */
    private @Nullable Solution<S> solution;

    private @Nullable List<S> savedBars;
    private boolean integrates;
    private boolean failed;
    private SolveStats forwardStats = SolveStats.NONE;
    private long nfeBackward;
    private long stepsBackward;
    private ImmutableList<String> notes = ImmutableList.of();

    InterpolatingSolve(
            InterpolatingAdjoint method, OdeSolver solver, StateSpace<S> space, DifferentiableField<S> field, S like) {
        DiscreteForward.checkSave(solver);
        OdeSolver back = method.backwardSolver().orElse(null);
        checkNodes(back == null ? solver.tableau() : back.tableau());
        this.method = method;
        this.solver = solver;
        this.space = space;
        this.field = field.bind(like);
        this.system = new InterpolatedSystem<>(space, this.field, like);
        this.times = new ContinuousTimes<>(space, this.field, like, log);
        this.y0 = space.zerosLike(like);
        this.adjoint = space.zerosLike(like);
        this.integrand = space.zerosLike(field.parameters());
        this.sum = space.zerosLike(field.parameters());
        this.error = space.zerosLike(field.parameters());
        this.withParameters = backwardRun(method.seminorm(), ProductState.of(adjoint, sum));
        this.withoutParameters = backwardRun(false, ProductState.of(adjoint));
    }

    /** The way back reads the trajectory at the stages of its steps, and there is none before t0 or after t1. */
    private static void checkNodes(ButcherTableau tableau) {
        for (int i = 0; i < tableau.stages(); i++) {
            Checks.check(
                    tableau.c(i) >= 0 && tableau.c(i) <= 1,
                    "tableau (%s) has the node %s: the interpolating adjoint needs one whose nodes are all in [0, 1]",
                    tableau.name(),
                    tableau.c(i));
        }
    }

    private BackwardRun<ProductState<S>> backwardRun(boolean seminorm, ProductState<S> like) {
        ProductSpace<S> product = ProductSpace.of(space, like.parts());
        if (seminorm) {
            product = product.countingOnly(true, false);
        }
        return new BackwardRun<>(log, method.backwardSolver().orElse(null), solver, product, system, like);
    }

    @Override
    public Solution<S> forward(double t0, double t1, S start, double... saveTimes) {
        releaseSolution();
        failed = false;
        notes = ImmutableList.of();
        nfeBackward = 0;
        stepsBackward = 0;
        space.copy(start, y0);
        log.start(t0, t1, saveTimes);
        Save save = Save.dense().and(Save.mesh()).and(Save.at(saveTimes));
        OdeSolver dense = solver.save(save);
        Mesh fixed = solver.meshOver(t0, t1);
        if (fixed != null) {
            log.addAll(fixed, saveTimes);
            dense = OdeSolver.onMesh(solver.tableau(), log.toMesh())
                    .save(save)
                    .maxSteps(solver.maxSteps())
                    .throwOnFailure(solver.throwsOnFailure());
        }
        OdeProblem<S> problem = OdeProblem.of(space, field, t0, t1, y0);
        Solution<S> solved = dense.solve(
                fixed != null
                        ? problem
                        : problem.withStopTimes(saveTimes).withDiscontinuities(field.discontinuities(t0, t1)));
        handedOut = solved;
        forwardStats = solved.stats();
        if (solved.status().isSuccess()) {
            if (fixed == null && t0 != t1) {
                log.start(t0, t1, saveTimes);
                log.setJumps(field.discontinuities(t0, t1), t1);
                log.addAll(solved.mesh(), saveTimes);
            }
            solution = solved;
        }
        return solved;
    }

    private void releaseSolution() {
        solution = null;
        if (handedOut != null) {
            handedOut.release();
            handedOut = null;
        }
    }

    @Override
    public TimeGradient backward(
            @Nullable S finalBar, @Nullable List<S> bars, @Nullable S y0Bar, @Nullable S parametersBar) {
        Solution<S> solved = requireNonNull(solution);
        system.follow(solved);
        failed = false;
        savedBars = bars;
        boolean gradient = parametersBar != null && space.size(parametersBar) > 0;
        integrates = gradient && method.usesQuadrature();
        BackwardRun<ProductState<S>> run = gradient && !integrates ? withParameters : withoutParameters;
        start(run.state(), finalBar);
        long before = system.evaluations();
        if (!run.run(this::atSave, integrates ? this::afterStep : null)) {
            nfeBackward = system.evaluations() - before;
            failed = true;
            throw new GradientFailedException(
                    "the adjoint could not be solved back to the start: loosen the tolerance or use DiscreteAdjoint",
                    stats());
        }
        nfeBackward = system.evaluations() - before;
        stepsBackward = run.steps();
        ProductState<S> z = run.state();
        if (savedBars != null && log.steps() > 0 && log.saves() > 0 && log.saveNode(0) == 0) {
            space.axpy(1.0, savedBars.get(0), z.part(0));
        }
        if (y0Bar != null) {
            space.axpy(1.0, z.part(0), y0Bar);
        }
        if (parametersBar != null && gradient) {
            space.axpy(1.0, integrates ? sum : z.part(1), parametersBar);
        }
        noteQuadrature();
        return method.timeGradients()
                ? times.gradient(y0, solved, z.part(0), finalBar, bars)
                : TimeGradient.NOT_COMPUTED;
    }

    private void start(ProductState<S> z, @Nullable S finalBar) {
        space.setZero(z.part(0));
        if (z.parts() > 1) {
            space.setZero(z.part(1));
        }
        space.setZero(sum);
        space.setZero(error);
        if (finalBar != null) {
            space.copy(finalBar, z.part(0));
        }
        int last = log.saves() - 1;
        if (savedBars != null && last >= 0 && log.saveNode(last) == log.steps()) {
            space.axpy(1.0, savedBars.get(last), z.part(0));
        }
    }

    private void atSave(int index, ProductState<S> z) {
        if (savedBars != null) {
            space.axpy(1.0, savedBars.get(index), z.part(0));
        }
    }

    /** Integrates the parameter gradient over a step of the backward solve. */
    private void afterStep(OdeIntegration<ProductState<S>> solve) {
        if (!integrates) {
            return;
        }
        double half = 0.5 * (solve.tPrevious() - solve.t());
        double middle = 0.5 * (solve.tPrevious() + solve.t());
        ProductState<S> at = ProductState.of(adjoint);
        for (int i = 0; i < GaussKronrod.points(); i++) {
            double t = middle + half * GaussKronrod.node(i);
            solve.interpolate(t, at);
            system.integrand(t, adjoint, integrand);
            space.axpy(half * GaussKronrod.weight(i), integrand, sum);
            space.axpy(half * (GaussKronrod.weight(i) - GaussKronrod.gaussWeight(i)), integrand, error);
        }
    }

    private void noteQuadrature() {
        if (integrates) {
            double relative = Math.sqrt(space.dot(error, error) / Math.max(Double.MIN_NORMAL, space.dot(sum, sum)));
            notes = ImmutableList.of(String.format(
                    Locale.ROOT,
                    "parameter gradient by quadrature; the rules of 7 and 3 points differ by %.1e of its size",
                    relative));
        }
    }

    @Override
    public GradientStats stats() {
        long stages = solver.tableau().stages() + 2L;
        long trajectory = stages * space.bytes(y0) * log.steps() + 16L * (log.steps() + 1);
        long own = withParameters.bytes() + system.bytes() + 2 * space.bytes(y0) + 3 * space.bytes(sum);
        return new GradientStats(
                forwardStats.nfe(),
                nfeBackward,
                nfeBackward,
                forwardStats.accepted(),
                forwardStats.rejected(),
                stepsBackward,
                trajectory + own + log.saves() * space.bytes(y0),
                0,
                solution == null || failed ? GradientStats.Status.FAILED : GradientStats.Status.OK,
                notes);
    }

    @Override
    public void close() {
        releaseSolution();
        withParameters.close();
        withoutParameters.close();
        system.close();
        times.close();
        for (S state : List.of(y0, adjoint, integrand, sum, error)) {
            space.release(state);
        }
        field.close();
    }
}
