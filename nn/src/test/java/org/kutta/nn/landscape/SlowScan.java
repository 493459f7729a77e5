package org.kutta.nn.landscape;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/** A process that scans slowly, to be killed. */
final class SlowScan {
    static final int POINTS = 15 * 40;

    private SlowScan() {}

    public static void main(String[] args) {
        scan(loss(20), Path.of(args[0]), new AtomicInteger());
    }

    static LossSurface scan(FlatLoss loss, Path file, AtomicInteger evaluated) {
        return Landscape.of(loss)
                .threads(2)
                .resume(file)
                .listener(progress -> evaluated.incrementAndGet())
                .surface(
                        new double[] {0.1, 0.2},
                        Direction.of(1, 0.3),
                        Direction.of(-0.2, 1),
                        Axis.around(1, 15),
                        new Axis(-2, 1, 40));
    }

    static FlatLoss loss(long millis) {
        return FlatLoss.of(2, () -> new BoundLoss() {
            @Override
            public double loss(double[] point) {
                try {
                    Thread.sleep(millis);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return Math.sin(3 * point[0]) * Math.exp(point[1]) + point[0] / 3;
            }

            @Override
            public double lossAndGradient(double[] point, double[] gradient) {
                throw new IllegalStateException("not asked for");
            }
        });
    }
}
