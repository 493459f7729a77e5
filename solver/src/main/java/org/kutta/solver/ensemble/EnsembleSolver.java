package org.kutta.solver.ensemble;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveFailedException;
import org.kutta.solver.VectorField;

/**
 * Solves many problems at a time: many initial states, parameters or fields, each with its own steps, in parallel.
 *
 * <pre>{@code
 * EnsembleSolution<double[]> orbits = EnsembleSolver.of(solver)
 *     .solve(1000, i -> OdeProblem.of(field, 0, 10, initialState(i)));
 * }</pre>
 *
 * <p>A member's result depends on its problem alone, bit for bit: not on the number of threads, nor on the other members. One that fails keeps its status and its
 * partial solution and does not touch the others; no failure of a member is thrown.
 *
 * <p>Several threads call a field that several members share. A field without state of its own (most lambdas) may be shared; one that writes to buffers must
 * be made anew for each member, by the function that makes the problem, or once for each worker, by {@link #solvePerWorker}. Then, too, results are the
 * same bits as long as the field's values do not depend on its past.
 *
 * <p>Immutable, shared between threads.
 */
public final class EnsembleSolver {

    private final OdeSolver solver;
    private final int threads;
    private final @Nullable BooleanSupplier cancelled;

    private EnsembleSolver(OdeSolver solver, int threads, @Nullable BooleanSupplier cancelled) {
        this.solver = solver;
        this.threads = threads;
        this.cancelled = cancelled;
    }

    /**
     * {@return a solver of ensembles, on the calling thread and the common fork-join pool}
     *
     * @param solver how each member is solved
     */
    public static EnsembleSolver of(OdeSolver solver) {
        return new EnsembleSolver(solver.throwOnFailure(true), 0, null);
    }

    /**
     * {@return this solver on a number of threads, the calling one and others of its own}
     *
     * @param count number of threads, at least 1; 1 is the calling thread alone
     */
    public EnsembleSolver threads(int count) {
        return new EnsembleSolver(solver, Checks.atLeast("threads", count, 1), cancelled);
    }

    /**
     * {@return this solver with a way to cancel its solves}
     *
     * @param cancellation asked before each attempted step of each member, by several threads; once it is true, members that are not done
     *     end with {@link org.kutta.solver.SolveStatus#CANCELLED}, those not begun at their initial state
     */
    public EnsembleSolver withCancellation(BooleanSupplier cancellation) {
        return new EnsembleSolver(solver, threads, cancellation);
    }

    /**
     * Solves problems.
     *
     * @param problems the members' problems
     * @param <S> type of the state
     * @return their solutions, in the same order
     */
    public <S> EnsembleSolution<S> solve(List<OdeProblem<S>> problems) {
        return solve(problems.size(), problems::get);
    }

    /**
     * Solves problems that are made when their turn comes.
     *
     * @param members number of members, at least 0
     * @param problems makes the problem of a member; called once for each, by several threads
     * @param <S> type of the state
     * @return their solutions, in the order of the members
     */
    public <S> EnsembleSolution<S> solve(int members, IntFunction<OdeProblem<S>> problems) {
        return solvePerWorker(members, () -> problems);
    }

    /**
     * Solves problems with something, such as a field with buffers, that each worker has for its own.
     *
     * @param members number of members, at least 0
     * @param workers called once by each worker; what it returns makes the problems of the members that this worker solves, one after the other
     * @param <S> type of the state
     * @return their solutions, in the order of the members
     */
    public <S> EnsembleSolution<S> solvePerWorker(int members, Supplier<IntFunction<OdeProblem<S>>> workers) {
        Checks.atLeast("members", members, 0);
        AtomicReferenceArray<EnsembleMember<S>> results = new AtomicReferenceArray<>(members);
        AtomicInteger next = new AtomicInteger();
        Runnable work = () -> {
            IntFunction<OdeProblem<S>> problems = workers.get();
            for (int i = next.getAndIncrement(); i < members; i = next.getAndIncrement()) {
                results.set(i, solveMember(i, problems));
            }
        };
        if (members > 0) {
            run(work, members);
        }
        return new EnsembleSolution<>(Stream.iterate(0, i -> i < members, i -> i + 1)
                .map(results::get)
                .toList());
    }

    /**
     * Solves each row of a batch on its own: with its own steps and status, bit for bit as if it were solved alone.
     *
     * @param fields makes the field of one row; called once by each worker, so that a field with buffers is not shared. A field without state of its own
     *     may be the same for all
     * @param t0 initial time
     * @param t1 final time
     * @param batch initial states, shape [batch, features], row-major; not modified
     * @param features length of a row, at least 1
     * @return one member for each row
     */
    public EnsembleSolution<double[]> solveRows(
            Supplier<VectorField<double[]>> fields, double t0, double t1, double[] batch, int features) {
        Checks.atLeast("features", features, 1);
        Checks.check(
                batch.length % features == 0,
                "the batch has %s entries, which must be a multiple of features (%s)",
                batch.length,
                features);
        return solvePerWorker(batch.length / features, () -> {
            VectorField<double[]> field = fields.get();
            return i -> OdeProblem.of(field, t0, t1, Arrays.copyOfRange(batch, i * features, (i + 1) * features));
        });
    }

    private <S> EnsembleMember<S> solveMember(int i, IntFunction<OdeProblem<S>> problems) {
        try {
            OdeProblem<S> problem = problems.apply(i);
            Solution<S> solution = solver.solve(cancelled == null ? problem : problem.withCancellation(cancelled));
            return new EnsembleMember<>(i, solution, null);
        } catch (SolveFailedException failed) {
            @SuppressWarnings("unchecked") // the solution of this very problem
            Solution<S> partial = (Solution<S>) failed.solution();
            return new EnsembleMember<>(i, partial, failed);
        } catch (RuntimeException thrown) {
            return new EnsembleMember<>(i, null, thrown);
        }
    }

    private void run(Runnable work, int members) {
        int helpers = threads == 0 ? ForkJoinPool.getCommonPoolParallelism() : threads - 1;
        if (threads == 0 || helpers == 0) {
            runWith(helpers, ForkJoinPool.commonPool(), members, work);
            return;
        }
        ForkJoinPool pool = new ForkJoinPool(helpers);
        try {
            runWith(helpers, pool, members, work);
        } finally {
            pool.shutdown();
        }
    }

    /** Runs the work in this thread and in the helpers of the pool. */
    private static void runWith(int helpers, ForkJoinPool pool, int members, Runnable work) {
        List<? extends ForkJoinTask<?>> tasks = Stream.generate(() -> ForkJoinTask.adapt(work))
                .limit(Math.min(helpers, members - 1))
                .toList();
        tasks.forEach(pool::execute);
        ForkJoinTask<?> own = ForkJoinTask.adapt(work);
        own.quietlyInvoke();
        tasks.forEach(ForkJoinTask::quietlyJoin);
        own.join();
        tasks.forEach(ForkJoinTask::join);
    }
}
