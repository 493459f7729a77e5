package org.kutta.nn.parallel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class CrewTests {

    @Test
    void run_manyTimes_doesEachPartOnceBeforeItReturns() {
        for (int size = 1; size <= 4; size++) {
            Crew crew = new Crew(size);
            for (int run = 0; run < 5_000; run++) {
                AtomicIntegerArray done = new AtomicIntegerArray(1 + run % 9);
                crew.run((part, worker) -> done.incrementAndGet(part), done.length());
                for (int part = 0; part < done.length(); part++) {
                    assertThat(done.get(part))
                            .as("size %s, run %s, part %s", size, run, part)
                            .isEqualTo(1);
                }
            }
        }
    }

    @Test
    void run_afterTheHelpersFellAsleep_isDone() {
        Crew crew = new Crew(3);
        for (int run = 0; run < 20; run++) {
            AtomicIntegerArray done = new AtomicIntegerArray(6);
            crew.run((part, worker) -> done.incrementAndGet(part), 6);
            assertThat(done.toString()).isEqualTo("[1, 1, 1, 1, 1, 1]");
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Test
    void run_anyWorker_hasItsOwnNumber() {
        Crew crew = new Crew(3);
        AtomicIntegerArray inside = new AtomicIntegerArray(3);
        AtomicIntegerArray most = new AtomicIntegerArray(3);
        for (int run = 0; run < 2_000; run++) {
            crew.run(
                    (part, worker) -> {
                        most.accumulateAndGet(worker, inside.incrementAndGet(worker), Math::max);
                        inside.decrementAndGet(worker);
                    },
                    8);
        }
        for (int worker = 0; worker < 3; worker++) {
            assertThat(most.get(worker))
                    .as("threads at once as worker %s", worker)
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void run_whileAnotherCallerHasTheCrew_isDoneAlone() throws InterruptedException, ExecutionException {
        Crew crew = new Crew(2);
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> calls = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                calls.add(() -> {
                    int wrong = 0;
                    for (int run = 0; run < 2_000; run++) {
                        AtomicIntegerArray done = new AtomicIntegerArray(5);
                        crew.run((part, worker) -> done.incrementAndGet(part), 5);
                        for (int part = 0; part < 5; part++) {
                            wrong += done.get(part) == 1 ? 0 : 1;
                        }
                    }
                    return wrong;
                });
            }
            for (Future<Integer> wrong : callers.invokeAll(calls)) {
                assertThat(wrong.get()).isZero();
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void run_aFailingPart_failsAndLeavesTheCrewUsable() {
        for (int size : new int[] {1, 2, 3}) {
            Crew crew = new Crew(size);
            assertThatThrownBy(() -> crew.run(
                            (part, worker) -> {
                                if (part == 2) {
                                    throw new ArithmeticException("part " + part);
                                }
                            },
                            4))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessage("part 2");
            AtomicIntegerArray done = new AtomicIntegerArray(4);
            crew.run((part, worker) -> done.incrementAndGet(part), 4);
            assertThat(done.toString()).isEqualTo("[1, 1, 1, 1]");
        }
    }

    @Test
    void run_morePartsThanOneRoundHolds_doesEachOnce() {
        Crew crew = new Crew(3);
        AtomicIntegerArray done = new AtomicIntegerArray(150_001);
        crew.run((part, worker) -> done.incrementAndGet(part), done.length());
        for (int part = 0; part < done.length(); part++) {
            assertThat(done.get(part)).as("part %s", part).isEqualTo(1);
        }
    }

    /** Each thread meets the same data in every run: the caller begins at the end, whoever helps at the beginning. */
    @Test
    void run_twoThreads_takePartsFromTheTwoEnds() {
        Crew crew = new Crew(2);
        int[] workers = new int[2_000];
        for (int run = 0; run < 200; run++) {
            crew.run((part, worker) -> workers[part] = worker, workers.length);
            int helped = 0;
            while (helped < workers.length && workers[helped] == 1) {
                helped++;
            }
            for (int part = helped; part < workers.length; part++) {
                assertThat(workers[part])
                        .as("run %s, part %s of the caller", run, part)
                        .isZero();
            }
        }
    }

    @Test
    void awake_beforeDuringAndLongAfterARun_countsHelpers() {
        Crew crew = new Crew(2);
        assertThat(crew.awake()).isZero();
        crew.run((part, worker) -> {}, 2);
        assertThat(crew.awake()).isLessThanOrEqualTo(1);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (crew.awake() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(crew.awake()).isZero();
        assertThat(Crew.ALONE.awake()).isZero();
    }

    /** A task holds the plan it is of, which would outlive its use by as long as nobody else needs the crew. */
    @Test
    void run_ended_letsTheTaskGo() {
        Crew crew = new Crew(2);
        WeakReference<Crew.Task> task = runOnce(crew);
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (task.get() != null && System.nanoTime() < deadline) {
            System.gc();
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(task.get()).isNull();
        assertThat(crew.size()).isEqualTo(2);
    }

    private static WeakReference<Crew.Task> runOnce(Crew crew) {
        AtomicIntegerArray done = new AtomicIntegerArray(100);
        Crew.Task task = (part, worker) -> done.incrementAndGet(part);
        crew.run(task, done.length());
        return new WeakReference<>(task);
    }
}
