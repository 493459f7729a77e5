package org.kutta.examples.soak;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.kutta.examples.report.ResidentSet;

/** The resident set as a run goes on, each time after a collection of garbage: native memory is freed by some owners only when they are collected. */
final class MemoryRecord {
    private static final double WARM_UP = 0.25;
    private static final int MOST_SAMPLES = 40;
    private static final double HEAP_PART = 0.7;
    private static final int CHUNK = 1 << 18;

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
            resident().ifPresent(bytes -> add(done, bytes));
        }
    }

    void add(long done, long bytes) {
        samples.add(new long[] {done, bytes});
    }

    private static OptionalLong resident() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return ResidentSet.bytes();
    }

    /** Bytes at the last sample, or empty where the system does not tell. */
    OptionalLong last() {
        return samples.isEmpty() ? OptionalLong.empty() : OptionalLong.of(samples.get(samples.size() - 1)[1]);
    }

    /**
     * By how much the least of the last quarter lies above the least of the quarter after the warm-up: single samples that are too high, from what another
     * thread holds just then, do not count. Empty for fewer than two samples after the warm-up.
     */
    OptionalLong growth() {
        OptionalLong early = least(WARM_UP, 0.5);
        OptionalLong late = least(0.75, Double.POSITIVE_INFINITY);
        return early.isEmpty() || late.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(late.getAsLong() - early.getAsLong());
    }

    private OptionalLong least(double from, double to) {
        return samples.stream()
                .filter(sample -> sample[0] >= from * work && sample[0] < to * work)
                .mapToLong(sample -> sample[1])
                .min();
    }
}
