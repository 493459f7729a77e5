package org.kutta.nn.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LandscapeTests {
    private static final Axis X = Axis.around(1, 5);
    private static final Axis Y = new Axis(-1, 2, 7);
    private static final double[] ORIGIN = {0, 0, 0};
    private static final Direction FIRST = Direction.of(1, 0, 0);
    private static final Direction SECOND = Direction.of(0, 2, 0);

    @TempDir
    private Path folder;

    private static FlatLoss quadratic() {
        return Quadratic.diagonal(true, 2, -1, 4).flat();
    }

    /** Bends in every way, and depends on every bit of the point. */
    private static FlatLoss waves() {
        return FlatLoss.of(3, () -> new BoundLoss() {
            @Override
            public double loss(double[] point) {
                return Math.sin(point[0]) + Math.exp(point[1]) * point[2] + Math.cos(3 * point[1]);
            }

            @Override
            public double lossAndGradient(double[] point, double[] gradient) {
                throw new IllegalStateException("not asked for");
            }
        });
    }

    @Test
    void surface_quadratic_isExact() {
        LossSurface surface = Landscape.of(quadratic()).surface(ORIGIN, FIRST, SECOND, X, Y);
        assertThat(surface.status()).isEqualTo(ScanStatus.COMPLETED);
        assertThat(surface.angle()).isEqualTo(90);
        assertThat(surface.originLoss()).isZero();
        for (int row = 0; row < 7; row++) {
            for (int column = 0; column < 5; column++) {
                double x = -1 + 0.5 * column;
                double y = 2 * (-1 + 0.5 * row);
                assertThat(surface.loss(row, column)).isEqualTo(x * x - y * y / 2);
                assertThat(surface.rows()[row][column]).isEqualTo(surface.loss(row, column));
            }
        }
    }

    @Test
    void line_betweenTwoPoints_passesThroughBoth() {
        double[] to = {1, 2, 3};
        LossLine line = Landscape.of(quadratic()).line(ORIGIN, Direction.between(ORIGIN, to), new Axis(-0.5, 1.5, 5));
        assertThat(line.losses().get(1)).isZero();
        assertThat(line.losses().get(3)).isEqualTo((2 * 1 - 1 * 4 + 4 * 9) / 2.0);
        assertThat(line.losses().get(2)).isEqualTo(line.losses().get(3) / 4);
    }

    @Test
    void curvature_quadratic_isThatOfTheWholeSpaceEverywhere() {
        CurvatureSurface curvature =
                Landscape.of(quadratic()).curvature(ORIGIN, FIRST, SECOND, X, Y, new Lanczos(3, 0, 1));
        assertThat(curvature.exact()).isTrue();
        assertThat(curvature.smallest().stream()).allMatch(value -> Math.abs(value + 1) < 1e-12);
        assertThat(curvature.largest().stream()).allMatch(value -> Math.abs(value - 4) < 1e-12);
        assertThat(curvature.nonConvexity()[3][2]).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void surface_anyNumberOfThreads_hasTheSameBits() {
        LossSurface alone = Landscape.of(waves()).threads(1).surface(ORIGIN, FIRST, SECOND, X, Y);
        LossSurface many = Landscape.of(waves()).threads(7).surface(ORIGIN, FIRST, SECOND, X, Y);
        assertThat(many).isEqualTo(alone);
    }

    @Test
    void memory_roomForTwo_bindsTwo() {
        AtomicInteger bound = new AtomicInteger();
        FlatLoss counted = FlatLoss.of(3, () -> {
            bound.incrementAndGet();
            return new BoundLoss() {
                @Override
                public double loss(double[] point) {
                    return 0;
                }

                @Override
                public double lossAndGradient(double[] point, double[] gradient) {
                    return 0;
                }

                @Override
                public long bytes() {
                    return 1000;
                }
            };
        });
        assertThat(Landscape.of(counted)
                        .threads(8)
                        .memory(2500)
                        .line(ORIGIN, FIRST, X)
                        .status())
                .isEqualTo(ScanStatus.COMPLETED);
        assertThat(bound.get()).isEqualTo(2);
        assertThat(Landscape.of(counted)
                        .threads(8)
                        .memory(1)
                        .line(ORIGIN, FIRST, X)
                        .status())
                .isEqualTo(ScanStatus.COMPLETED);
        assertThat(bound.get()).isEqualTo(3);
    }

    @Test
    void resume_cancelledHalfWay_givesTheSameGrid() {
        Path file = folder.resolve("grid.scan");
        AtomicInteger asked = new AtomicInteger();
        LossSurface part = Landscape.of(waves())
                .threads(1)
                .resume(file)
                .cancelWhen(() -> asked.incrementAndGet() > 20)
                .surface(ORIGIN, FIRST, SECOND, X, Y);
        assertThat(part.status()).isEqualTo(ScanStatus.CANCELLED);
        assertThat(part.loss(0, 0)).isFinite();
        assertThat(part.loss(6, 4)).isNaN();
        List<Integer> points = new ArrayList<>();
        LossSurface whole = Landscape.of(waves())
                .resume(file)
                .listener(progress -> points.add(progress.points()))
                .surface(ORIGIN, FIRST, SECOND, X, Y);
        assertThat(whole).isEqualTo(Landscape.of(waves()).surface(ORIGIN, FIRST, SECOND, X, Y));
        assertThat(points)
                .as("points of the first run count as done")
                .startsWith(16)
                .endsWith(35);
    }

    @Test
    void resume_fileOfAnotherRun_isRefusedWithTheReason() {
        Path file = folder.resolve("grid.scan");
        Landscape settings = Landscape.of(quadratic()).resume(file);
        assertThat(settings.surface(ORIGIN, FIRST, SECOND, X, Y).status()).isEqualTo(ScanStatus.COMPLETED);
        refused(() -> settings.surface(ORIGIN, SECOND, SECOND, X, Y), "its first direction differs; delete it");
        refused(
                () -> settings.surface(ORIGIN, FIRST, SECOND, X, X),
                "its second axis (7 points from -1.0 to 2.0) must be 5 points from -1.0 to 1.0");
        refused(() -> settings.line(ORIGIN, FIRST, X), "its second axis (7 points from -1.0 to 2.0) must be none");
        refused(() -> settings.surface(new double[] {0, 0, 1}, FIRST, SECOND, X, Y), "its origin differs");
        refused(
                () -> settings.curvature(ORIGIN, FIRST, SECOND, X, Y, Lanczos.usual()),
                "its measure (loss) must be curvature by Lanczos[");
        refused(
                () -> Landscape.of(waves()).resume(file).surface(ORIGIN, FIRST, SECOND, X, Y),
                "its loss at the origin (0.0) must be 1.0");
    }

    @Test
    void resume_damagedFile_isRefused() throws IOException {
        Path file = folder.resolve("grid.scan");
        Landscape settings = Landscape.of(quadratic()).resume(file);
        assertThat(settings.line(ORIGIN, FIRST, X).status()).isEqualTo(ScanStatus.COMPLETED);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        refused(() -> settings.line(ORIGIN, FIRST, X), "must be whole, but its checksum does not fit");
        Files.writeString(file, "a text, not a scan at all");
        refused(() -> settings.line(ORIGIN, FIRST, X), "must be a file that a scan wrote");
    }

    private static void refused(Supplier<?> scan, String reason) {
        assertThatThrownBy(scan::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void line_threadInterrupted_endsCancelledAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        LossLine line = Landscape.of(quadratic()).line(ORIGIN, FIRST, new Axis(0, 1, 100_000));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(line.status()).isEqualTo(ScanStatus.CANCELLED);
    }

    @Test
    void line_lossThrows_isThrownToTheCaller() {
        FlatLoss broken = FlatLoss.of(3, () -> {
            throw new IllegalStateException("broken");
        });
        assertThatThrownBy(() -> Landscape.of(broken).line(ORIGIN, FIRST, X)).hasMessage("broken");
    }

    @Test
    void resume_afterKill9OfAnotherProcess_givesTheSameGridBitForBit() throws Exception {
        Path file = folder.resolve("killed.scan");
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SlowScan.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("child.txt").toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (!Files.exists(file) && child.isAlive() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(child.isAlive()).as("still scanning").isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.waitFor()).as("killed by signal 9").isEqualTo(128 + 9);
        AtomicInteger evaluated = new AtomicInteger();
        LossSurface whole = SlowScan.scan(SlowScan.loss(0), file, evaluated);
        assertThat(evaluated.get()).isLessThan(SlowScan.POINTS);
        Path other = folder.resolve("unbroken.scan");
        assertThat(whole).isEqualTo(SlowScan.scan(SlowScan.loss(0), other, new AtomicInteger()));
    }
}
