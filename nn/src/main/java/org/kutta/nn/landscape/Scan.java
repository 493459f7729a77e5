package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One scan of a grid: rows by rows, in any order, by several threads; each point depends on itself alone. */
final class Scan {
    private static final long SAVE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Landscape settings;
    private final Measure measure;
    private final double[] origin;
    private final Direction first;
    private final @Nullable Direction second;
    private final Axis columns;
    private final @Nullable Axis rowAxis;
    /** Of length 0 where the scan did not come yet. */
    private final double[][] rows;

    private final long begin = System.nanoTime();
    private @Nullable ScanFile file;
    private long lastSave;
    private int done;
    private int doneBefore;
    private double originLoss = Double.NaN;
    private boolean exactProducts;
    private ScanStatus status = ScanStatus.COMPLETED;

    /** What is found at a point. */
    interface Measure {
        /** Says what and how, so that a file of another measure is told apart. */
        String name();

        int values();

        boolean gradients();

        void at(BoundLoss loss, double[] point, double[] values, int offset);
    }

    /** A line has its positions as rows of one point, so that it is resumed as finely as a grid. */
    Scan(
            Landscape settings,
            Measure measure,
            double[] origin,
            Direction first,
            Axis columns,
            @Nullable Direction second,
            @Nullable Axis rowAxis) {
        this.settings = settings;
        this.measure = measure;
        this.origin = origin.clone();
        this.first = first;
        this.second = second;
        this.columns = columns;
        this.rowAxis = rowAxis;
        this.rows = new double[rowAxis == null ? columns.points() : rowAxis.points()][0];
    }

    Scan run() {
        Workers workers = settings.workers(measure.gradients());
        boolean complete = workers.run(rows.length, this::open, (row, bound) -> scanRow(row, bound, workers));
        status = complete ? ScanStatus.COMPLETED : ScanStatus.CANCELLED;
        save(true);
        return this;
    }

    private void open(BoundLoss bound) {
        originLoss = bound.loss(origin);
        exactProducts = bound.hasExactProducts();
        settings.file().ifPresent(path -> {
            ScanFile opened = new ScanFile(path, identity());
            opened.readInto(rows);
            file = opened;
        });
        for (double[] row : rows) {
            doneBefore += row.length == 0 ? 0 : rowLength();
        }
        done = doneBefore;
        lastSave = System.nanoTime();
    }

    private Map<String, String> identity() {
        Map<String, String> identity = new LinkedHashMap<>();
        identity.put("measure", measure.name());
        identity.put("first axis", columns.toString());
        identity.put("second axis", rowAxis == null ? "none" : rowAxis.toString());
        identity.put("number of parameters", Integer.toString(origin.length));
        identity.put("origin", ScanFile.hash(origin));
        identity.put("first direction", ScanFile.hash(first.values()));
        identity.put("second direction", second == null ? "none" : ScanFile.hash(second.values()));
        identity.put("loss at the origin", Double.toString(originLoss));
        return identity;
    }

    private int rowLength() {
        return rowAxis == null ? 1 : columns.points();
    }

    private void scanRow(int row, BoundLoss bound, Workers workers) {
        if (rows[row].length > 0) {
            return;
        }
        double[] values = new double[rowLength() * measure.values()];
        double[] point = new double[origin.length];
        for (int column = 0; column < rowLength(); column++) {
            if (workers.isStopped()) {
                return;
            }
            if (second == null || rowAxis == null) {
                Vectors.combine(origin, columns.position(row), first.values(), point);
            } else {
                Vectors.combine(origin, columns.position(column), first.values(), point);
                Vectors.combine(point, rowAxis.position(row), second.values(), point);
            }
            measure.at(bound, point, values, column * measure.values());
            tell();
        }
        keep(row, values);
    }

    private synchronized void tell() {
        done++;
        int total = rows.length * rowLength();
        double seconds = (System.nanoTime() - begin) * 1e-9;
        double left = seconds * (total - done) / Math.max(1, done - doneBefore);
        settings.listeners().forEach(listener -> listener.point(new ScanProgress(done, total, left)));
    }

    private synchronized void keep(int row, double[] values) {
        rows[row] = values;
        save(false);
    }

    private synchronized void save(boolean now) {
        if (file != null && (now || System.nanoTime() - lastSave >= SAVE_NANOS)) {
            file.write(rows);
            lastSave = System.nanoTime();
        }
    }

    double originLoss() {
        return originLoss;
    }

    boolean hasExactProducts() {
        return exactProducts;
    }

    ScanStatus status() {
        return status;
    }

    /** One of the values of all points, row-major; NaN where the scan did not come. */
    ImmutableDoubleArray values(int which) {
        ImmutableDoubleArray.Builder all = ImmutableDoubleArray.builder(rows.length * rowLength());
        for (double[] row : rows) {
            for (int column = 0; column < rowLength(); column++) {
                all.add(row.length == 0 ? Double.NaN : row[column * measure.values() + which]);
            }
        }
        return all.build();
    }

    static double[][] rows(ImmutableDoubleArray values, int columns) {
        double[] all = values.toArray();
        double[][] rows = new double[all.length / columns][];
        Arrays.setAll(rows, row -> Arrays.copyOfRange(all, row * columns, (row + 1) * columns));
        return rows;
    }
}
