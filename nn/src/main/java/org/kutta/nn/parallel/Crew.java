package org.kutta.nn.parallel;

import com.google.common.base.Throwables;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The threads that help with passes too long for one: one crew for the whole virtual machine.
 *
 * <p>Work comes in parts that do not depend on each other, so that who does which changes no bit of the result. While one caller
 * has the crew, any other does its parts alone: ensembles that solve in many threads are not slowed down by more of them. Nothing
 * is allocated per run. Helpers are daemons, started when first needed; idle ones look out for the next run for a few hundred
 * microseconds before they sleep.
 */
public final class Crew {
    /** Work in parts. */
    @FunctionalInterface
    public interface Task {
        /**
         * Does one part.
         *
         * @param part which, from 0
         * @param worker numbers the threads of the crew, the caller being 0
         */
        void run(int part, int worker);
    }

    /** One thread for each processor. */
    public static final Crew SHARED = new Crew(Runtime.getRuntime().availableProcessors());

    /** The caller by itself. */
    public static final Crew ALONE = new Crew(1);

    /** Rounds of looking out before sleeping, or giving way. */
    private static final int PATIENCE = 20_000;

    private static final long RUN = 1L << 32;
    private static final int HALF = 16;
    private static final int MOST = (1 << HALF) - 1;

    private final int size;
    private final AtomicBoolean taken = new AtomicBoolean();
    /** Number of the run in the upper half; in the lower the parts that nobody has begun, from the first (16 bits) to before the last (16 bits). */
    private final AtomicLong open = new AtomicLong();

    private final AtomicInteger unfinished = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final @Nullable Helper[] helpers;
    private volatile @Nullable Task task;
    private volatile int first;

    /**
     * A crew.
     *
     * @param size number of threads, the caller of a run included, at least 1
     */
    public Crew(int size) {
        this.size = size;
        this.helpers = new Helper[size - 1];
    }

    /** {@return number of threads, the caller of a run included} */
    public int size() {
        return size;
    }

    /** {@return number of helpers that look out for work at this moment} */
    public int awake() {
        int count = 0;
        for (Helper helper : helpers) {
            if (helper != null && !helper.asleep) {
                count++;
            }
        }
        return count;
    }

    /**
     * Does the parts {@code 0 .. count - 1}, with the crew if it is free, and returns when they are done.
     *
     * @param work what to do
     * @param count number of parts
     * @throws RuntimeException what a part threw, the first of several; parts after it may not be done
     */
    public void run(Task work, int count) {
        if (size == 1 || count == 1 || !taken.compareAndSet(false, true)) {
            for (int part = 0; part < count; part++) {
                work.run(part, 0);
            }
            return;
        }
        try {
            for (int begin = 0; begin < count; begin += MOST) {
                share(work, begin, Math.min(MOST, count - begin));
            }
        } finally {
            taken.set(false);
        }
    }

    private void share(Task work, int begin, int count) {
        int wanted = Math.min(count, size) - 1;
        startHelpers(wanted);
        task = work;
        first = begin;
        unfinished.set(count);
        open.set((open.get() & -RUN) + RUN + count);
        wake(wanted);
        takeParts(0);
        for (int round = 0; unfinished.get() > 0; round++) {
            if (round < PATIENCE) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(10_000); // a helper has lost its processor to someone
            }
        }
        task = null; // it holds the plan whose pass it was
        Throwable thrown = failure.getAndSet(null);
        if (thrown != null) {
            Throwables.throwIfUnchecked(thrown);
            throw new IllegalStateException(thrown);
        }
    }

    /** Before a run is open: the system may have no thread left. */
    private void startHelpers(int wanted) {
        for (int i = 0; i < wanted; i++) {
            if (helpers[i] == null) {
                Helper helper = new Helper(i + 1);
                helper.start();
                helpers[i] = helper;
            }
        }
    }

    /** Once it is: a helper that falls asleep looks for an open run first. */
    private void wake(int wanted) {
        for (int i = 0; i < wanted; i++) {
            Helper helper = helpers[i];
            if (helper != null && helper.asleep) {
                LockSupport.unpark(helper);
            }
        }
    }

    private static boolean isOpen(long seen) {
        return begin(seen) < end(seen);
    }

    private static int begin(long seen) {
        return (int) seen >>> HALF;
    }

    private static int end(long seen) {
        return (int) seen & MOST;
    }

    /** Takes parts of the present run until none is open: the caller from the end and helpers from the beginning, so that each meets the same data in every run. */
    private void takeParts(int worker) {
        for (long seen = open.get(); isOpen(seen); seen = open.get()) {
            Task work = task;
            boolean last = worker == 0;
            int part = first + (last ? end(seen) - 1 : begin(seen));
            // If this succeeds nothing was open to change in between: what was read is of the run.
            if (work != null && open.compareAndSet(seen, last ? seen - 1 : seen + (1 << HALF))) {
                try {
                    work.run(part, worker);
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                } finally {
                    unfinished.decrementAndGet();
                }
            }
        }
    }

    private final class Helper extends Thread {
        private final int worker;
        private volatile boolean asleep;

        Helper(int worker) {
            super("kutta-crew-" + worker);
            this.worker = worker;
            setDaemon(true);
        }

        @Override
        public void run() {
            for (int idle = 0; ; idle++) {
                if (isOpen(open.get())) {
                    takeParts(worker);
                    idle = 0;
                } else if (idle < PATIENCE) {
                    Thread.onSpinWait();
                } else {
                    asleep = true;
                    if (!isOpen(open.get())) {
                        LockSupport.park(this);
                    }
                    asleep = false;
                    idle = 0;
                }
            }
        }
    }
}
