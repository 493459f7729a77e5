package org.kutta.examples.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Shows on the error stream how far a long task is: a bar on a terminal, elsewhere a line every quarter of a minute.
 *
 * <p>A short task writes no line at all. One thread at a time.
 */
public final class ProgressDisplay implements AutoCloseable {
    /** Set by the launcher, which can see where the error stream goes; Java tells this from release 22 on. */
    private static final String TERMINAL = "kutta.terminal";

    private static final int REDRAW_MILLIS = 200;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final PrintWriter err;
    private final String task;
    private final long steps;
    private final LongSupplier nanoTime;
    private final @Nullable ProgressBar bar;
    private final long begin;
    private long lastLine;

    private ProgressDisplay(
            PrintWriter err, String task, long steps, LongSupplier nanoTime, @Nullable ProgressBar bar) {
        this.err = err;
        this.task = task;
        this.steps = steps;
        this.nanoTime = nanoTime;
        this.bar = bar;
        begin = nanoTime.getAsLong();
        lastLine = begin;
    }

    /**
     * Begins to show a task.
     *
     * @param err where lines go if there is no terminal
     * @param task short name of the task
     * @param steps number of steps it has
     * @return the display, at step 0
     */
    public static ProgressDisplay begin(PrintWriter err, String task, long steps) {
        if (!Boolean.getBoolean(TERMINAL)) {
            return plain(err, task, steps, System::nanoTime);
        }
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(steps)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(REDRAW_MILLIS)
                .setConsumer(new ConsoleProgressBarConsumer(System.err))
                .clearDisplayOnFinish()
                .build();
        return new ProgressDisplay(err, task, steps, System::nanoTime, bar);
    }

    /** A display without a terminal, on a clock of its own. */
    static ProgressDisplay plain(PrintWriter err, String task, long steps, LongSupplier nanoTime) {
        return new ProgressDisplay(err, task, steps, nanoTime, null);
    }

    /**
     * Tells how far the task is.
     *
     * @param step number of steps done
     * @param message what to show beside it, such as the loss
     */
    public void stepTo(long step, String message) {
        if (bar != null) {
            bar.setExtraMessage(message);
            bar.stepTo(step);
            return;
        }
        long now = nanoTime.getAsLong();
        if (now - lastLine >= QUIET_NANOS && step > 0 && step < steps) {
            lastLine = now;
            double left = (now - begin) / 1e9 * (steps - step) / step;
            err.println(
                    String.format(Locale.ROOT, "%s: %d %%, %s, %.0f s left", task, 100 * step / steps, message, left));
            err.flush();
        }
    }

    /** Takes the bar off the terminal. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
