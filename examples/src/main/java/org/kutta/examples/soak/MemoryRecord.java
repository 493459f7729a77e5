package org.kutta.examples.soak;

import com.google.common.math.Quantiles;
import com.google.common.util.concurrent.Uninterruptibles;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kutta.examples.report.ResidentSet;

/**
 * The memory in use as a run goes on: the resident set, of the Java heap only what is used, for its free part swings by a hundred megabytes. Looked at after a
 * collection of garbage, because native memory is freed by some owners only when they are collected.
 */
final class MemoryRecord {
    private static final double WARM_UP = 0.25;
    private static final int MOST_SAMPLES = 40;
    private static final double HEAP_PART = 0.7;
    private static final int CHUNK = 1 << 18;

    /** G1 gives pages of the heap back a tenth of a second after a collection, piece by piece, and ND4J frees what was collected in threads of its own. */
    private static final Duration FIRST_LOOK = Duration.ofMillis(300);

    private static final Duration NEXT_LOOK = Duration.ofMillis(50);
    private static final int MOST_LOOKS = 40;
    private static final long STILL_FALLING = 1 << 17;

    private final long work;
    private final List<long[]> samples = new ArrayList<>();

    /** A record of a run of so much work; samples are taken at about forty places. */
    MemoryRecord(long work) {
        this.work = work;
    }

    /** Uses most of the Java heap once: pages of it that are first touched later would look like growth. */
    @SuppressWarnings("ModifiedButNotUsed")
    static void touchHeap() {
        long most =
                (long) (ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted() * HEAP_PART);
        List<byte[]> held = new ArrayList<>();
        for (long bytes = 0; bytes < most; bytes += CHUNK) {
            held.add(new byte[CHUNK]);
        }
        held.forEach(chunk -> chunk[0] = 1);
    }

    /** Takes a sample if enough was done since the last one. */
    void add(long done) {
        long next = samples.isEmpty() ? 0 : samples.get(samples.size() - 1)[0] + work / MOST_SAMPLES;
        if (done >= next || done >= work) {
            settled().ifPresent(bytes -> add(done, bytes));
        }
    }

    void add(long done, long bytes) {
        samples.add(new long[] {done, bytes});
    }

    /** The memory in use once it has stopped falling. */
    private static OptionalLong settled() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        Uninterruptibles.sleepUninterruptibly(FIRST_LOOK);
        OptionalLong bytes = inUse(memory);
        boolean falls = bytes.isPresent();
        for (int look = 0; falls && look < MOST_LOOKS; look++) {
            Uninterruptibles.sleepUninterruptibly(NEXT_LOOK);
            OptionalLong now = inUse(memory);
            falls = now.isPresent() && now.getAsLong() < bytes.getAsLong() - STILL_FALLING;
            bytes = now;
        }
        return bytes;
    }

    private static OptionalLong inUse(MemoryMXBean memory) {
        OptionalLong resident = ResidentSet.bytes();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        return resident.isEmpty()
                ? resident
                : OptionalLong.of(resident.getAsLong() - heap.getCommitted() + heap.getUsed());
    }

    /** Bytes at the last sample, or empty where the system does not tell. */
    OptionalLong last() {
        return samples.isEmpty() ? OptionalLong.empty() : OptionalLong.of(samples.get(samples.size() - 1)[1]);
    }

    /**
     * By how much the median of the last quarter lies above that of the quarter after the warm-up: single samples that are too high, from what another thread holds
     * just then, or too low, from pages of the heap that nothing has touched yet, do not count. Empty for fewer than two samples after the warm-up.
     */
    OptionalLong growth() {
        OptionalLong early = median(WARM_UP, 0.5);
        OptionalLong late = median(0.75, Double.POSITIVE_INFINITY);
        return early.isEmpty() || late.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(late.getAsLong() - early.getAsLong());
    }

    private OptionalLong median(double from, double to) {
        long[] bytes = samples.stream()
                .filter(sample -> sample[0] >= from * work && sample[0] < to * work)
                .mapToLong(sample -> sample[1])
                .toArray();
        return bytes.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Math.round(Quantiles.median().compute(bytes)));
    }
}
