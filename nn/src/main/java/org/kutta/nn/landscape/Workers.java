package org.kutta.nn.landscape;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs tasks that each need a bound loss, in threads of its own: as many as are allowed and have room. */
final class Workers {
    private final FlatLoss loss;
    private final boolean gradients;
    private final int threads;
    private final long memory;
    private final BooleanSupplier cancellation;
    private final Runnable threadSetup;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** A task: number and bound loss. */
    @FunctionalInterface
    interface Task {
        void run(int index, BoundLoss bound);
    }

    Workers(
            FlatLoss loss,
            boolean gradients,
            int threads,
            long memory,
            BooleanSupplier cancellation,
            Runnable threadSetup) {
        this.loss = loss;
        this.gradients = gradients;
        this.threads = threads;
        this.memory = memory;
        this.cancellation = cancellation;
        this.threadSetup = threadSetup;
    }

    /** Whether the work is to end; asked by tasks between points. */
    boolean isStopped() {
        if (cancellation.getAsBoolean()) {
            cancelled.set(true);
        }
        return cancelled.get() || failure.get() != null;
    }

    /**
     * Runs all tasks. The first worker opens; it measures how much room a bound loss takes, and so how many others there is room for.
     *
     * @return whether all tasks were run: false after a cancellation
     */
    boolean run(int tasks, Consumer<BoundLoss> opening, Task task) {
        AtomicInteger next = new AtomicInteger();
        List<Thread> others = new ArrayList<>();
        Thread first = thread(() -> {
            try (BoundLoss bound = loss.bind(gradients)) {
                opening.accept(bound);
                int room = (int) Math.min(threads, memory / Math.max(1, bound.bytes()));
                for (int i = 1; i < Math.min(room, tasks); i++) {
                    Thread other = thread(() -> {
                        try (BoundLoss own = loss.bind(gradients)) {
                            work(next, tasks, task, own);
                        }
                    });
                    others.add(other);
                    other.start();
                }
                work(next, tasks, task, bound);
            }
        });
        first.start();
        await(first);
        others.forEach(this::await);
        Throwable thrown = failure.get();
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown instanceof RuntimeException exception) {
            throw exception;
        }
        return !cancelled.get();
    }

    private void work(AtomicInteger next, int tasks, Task task, BoundLoss bound) {
        for (int i = next.getAndIncrement(); i < tasks && !isStopped(); i = next.getAndIncrement()) {
            task.run(i, bound);
        }
    }

    private Thread thread(Runnable work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        threadSetup.run();
                        work.run();
                    } catch (RuntimeException | Error e) {
                        failure.compareAndSet(null, e);
                    }
                },
                "kutta-landscape");
        thread.setDaemon(true);
        return thread;
    }

    /** An interrupt of the caller cancels the work, which ends after the points under way. */
    private void await(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                cancelled.set(true);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
