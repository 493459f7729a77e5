package org.kutta.nn.landscape;

import com.google.common.collect.ImmutableList;
import com.google.errorprone.annotations.CheckReturnValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.kutta.solver.Checks;

/**
 * Looks at a loss along lines and in planes. Immutable: every setting returns a copy.
 *
 * <p>Points are shared out among threads of its own, each with its own parameters, as many as are allowed and have room. A point's value depends on the point alone:
 * the results are the same bits whatever the number of threads, provided that the native
 * library below uses as many of its own in each, see {@link #eachThread}.
 */
@CheckReturnValue
public final class Landscape {
    private final FlatLoss loss;
    private final int threads;
    private final long memory;
    private final Optional<Path> file;
    private final ImmutableList<ScanListener> listeners;
    private final BooleanSupplier cancellation;
    private final Runnable threadSetup;

    private Landscape(
            FlatLoss loss,
            int threads,
            long memory,
            Optional<Path> file,
            ImmutableList<ScanListener> listeners,
            BooleanSupplier cancellation,
            Runnable threadSetup) {
        this.loss = loss;
        this.threads = threads;
        this.memory = memory;
        this.file = file;
        this.listeners = listeners;
        this.cancellation = cancellation;
        this.threadSetup = threadSetup;
    }

    /**
     * A landscape on as many threads as there are processors, with as much memory for them as the Java heap may take.
     *
     * @param loss the loss
     * @return the landscape
     */
    public static Landscape of(FlatLoss loss) {
        return new Landscape(
                loss,
                Runtime.getRuntime().availableProcessors(),
                Runtime.getRuntime().maxMemory(),
                Optional.empty(),
                ImmutableList.of(),
                () -> false,
                () -> {});
    }

    /**
     * Sets how many threads evaluate points.
     *
     * @param count at least 1
     * @return a copy with that setting
     */
    public Landscape threads(int count) {
        return new Landscape(
                loss, Checks.atLeast("threads", count, 1), memory, file, listeners, cancellation, threadSetup);
    }

    /**
     * Bounds what the threads take together by {@link BoundLoss#bytes}; one thread runs in any case.
     *
     * @param bytes most bytes, at least 1
     * @return a copy with that setting
     */
    public Landscape memory(long bytes) {
        return new Landscape(
                loss, threads, Checks.atLeast("memory", bytes, 1L), file, listeners, cancellation, threadSetup);
    }

    /**
     * Keeps the finished rows of a scan (of a line: its points) in a file, and goes on from it where the file is there already, to the same bits. What was finished less than
     * 0.2 s before a kill may be lost. A file of another scan is refused: origin, directions, axes, what is measured, and the loss at the origin must be the same, bit
     * for bit.
     *
     * @param path the file, for one scan; its folder must exist; delete the file to start anew
     * @return a copy with that setting
     */
    public Landscape resume(Path path) {
        return new Landscape(loss, threads, memory, Optional.of(path), listeners, cancellation, threadSetup);
    }

    /**
     * Adds a listener.
     *
     * @param listener told of every point
     * @return a copy with that setting
     */
    public Landscape listener(ScanListener listener) {
        ImmutableList<ScanListener> all = ImmutableList.<ScanListener>builder()
                .addAll(listeners)
                .add(listener)
                .build();
        return new Landscape(loss, threads, memory, file, all, cancellation, threadSetup);
    }

    /**
     * Sets what ends a scan between two points; so does interrupting the calling thread.
     *
     * @param condition asked before every point, by several threads
     * @return a copy with that setting
     */
    public Landscape cancelWhen(BooleanSupplier condition) {
        return new Landscape(loss, threads, memory, file, listeners, condition, threadSetup);
    }

    /**
     * Sets what each thread does first, such as setting how many threads a native library may use in it: OpenMP asks each thread anew.
     *
     * @param setup run at the beginning of each thread
     * @return a copy with that setting
     */
    public Landscape eachThread(Runnable setup) {
        return new Landscape(loss, threads, memory, file, listeners, cancellation, setup);
    }

    /**
     * The loss along a line.
     *
     * @param origin the point at position 0; not modified
     * @param direction where the line goes
     * @param axis positions, in multiples of the direction
     * @return the losses
     * @throws IllegalArgumentException if the sizes differ, or the file is of another scan
     */
    public LossLine line(double[] origin, Direction direction, Axis axis) {
        check(origin, direction);
        Scan scan = new Scan(this, new LossMeasure(), origin, direction, axis, null, null).run();
        return new LossLine(axis, scan.values(0), scan.originLoss(), scan.status());
    }

    /**
     * The loss on a grid in a plane.
     *
     * @param origin the point at positions 0, 0; not modified
     * @param first direction of the columns
     * @param second direction of the rows
     * @param x positions along the first direction
     * @param y positions along the second direction
     * @return the losses
     * @throws IllegalArgumentException if the sizes differ, or the file is of another scan
     */
    public LossSurface surface(double[] origin, Direction first, Direction second, Axis x, Axis y) {
        check(origin, first);
        check(origin, second);
        Scan scan = new Scan(this, new LossMeasure(), origin, first, x, second, y).run();
        return new LossSurface(x, y, scan.values(0), scan.originLoss(), first.angleTo(second), scan.status());
    }

    /**
     * The ends of the Hessian's spectrum on a grid in a plane. A point costs some dozens of gradients.
     *
     * @param origin the point at positions 0, 0; not modified
     * @param first direction of the columns
     * @param second direction of the rows
     * @param x positions along the first direction
     * @param y positions along the second direction
     * @param lanczos how eigenvalues are found
     * @return the eigenvalues
     * @throws IllegalArgumentException if the sizes differ, or the file is of another scan
     */
    public CurvatureSurface curvature(
            double[] origin, Direction first, Direction second, Axis x, Axis y, Lanczos lanczos) {
        check(origin, first);
        check(origin, second);
        Scan scan = new Scan(this, new CurvatureMeasure(lanczos), origin, first, x, second, y).run();
        return new CurvatureSurface(
                x,
                y,
                scan.values(0),
                scan.values(1),
                scan.values(2),
                scan.hasExactProducts(),
                first.angleTo(second),
                scan.status());
    }

    private void check(double[] origin, Direction direction) {
        Checks.check(
                origin.length == loss.size(), "origin has %s parameters but the loss %s", origin.length, loss.size());
        direction.checkSize(origin.length);
    }

    FlatLoss loss() {
        return loss;
    }

    Workers workers(boolean gradients) {
        return new Workers(loss, gradients, threads, memory, cancellation, threadSetup);
    }

    Optional<Path> file() {
        return file;
    }

    ImmutableList<ScanListener> listeners() {
        return listeners;
    }

    private static final class LossMeasure implements Scan.Measure {
        @Override
        public String name() {
            return "loss";
        }

        @Override
        public int values() {
            return 1;
        }

        @Override
        public boolean gradients() {
            return false;
        }

        @Override
        public void at(BoundLoss loss, double[] point, double[] values, int offset) {
            values[offset] = loss.loss(point);
        }
    }

    private static final class CurvatureMeasure implements Scan.Measure {
        private final Lanczos lanczos;

        CurvatureMeasure(Lanczos lanczos) {
            this.lanczos = lanczos;
        }

        @Override
        public String name() {
            return "curvature by " + lanczos;
        }

        @Override
        public int values() {
            return 3;
        }

        @Override
        public boolean gradients() {
            return true;
        }

        @Override
        public void at(BoundLoss loss, double[] point, double[] values, int offset) {
            HessianEnds ends = lanczos.ends(loss, point);
            values[offset] = ends.smallest();
            values[offset + 1] = ends.largest();
            values[offset + 2] = Math.max(ends.smallestError(), ends.largestError());
        }
    }
}
