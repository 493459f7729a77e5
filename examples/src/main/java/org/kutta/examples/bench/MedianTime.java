package org.kutta.examples.bench;

import java.util.Arrays;

/** Times a piece of work by the median of many runs, after enough runs for the compilers to be done. */
final class MedianTime {
    private static final int WARM_UP_RUNS = 200;
    private static final long SHORTEST_WARM_UP_NANOS = 1_000_000_000L;
    private static final long LONGEST_WARM_UP_NANOS = 2_000_000_000L;
    private static final int LEAST_RUNS = 7;
    private static final int MOST_RUNS = 501;
    private static final long NANOS = 1_500_000_000L;

    private MedianTime() {}

    /**
     * {@return the median time of one run, in milliseconds}
     *
     * <p>First come 200 runs and at least a second of them, or as many as two seconds have room for if that is less; then what is measured, between
     * 7 and 501 runs, about one and a half seconds of them.
     */
    static double millis(Runnable work) {
        long start = System.nanoTime();
        for (int run = 0; isCold(run, System.nanoTime() - start); run++) {
            work.run();
        }
        double[] times = new double[MOST_RUNS];
        int runs = 0;
        start = System.nanoTime();
        while (runs < MOST_RUNS && (runs < LEAST_RUNS || System.nanoTime() - start < NANOS)) {
            long before = System.nanoTime();
            work.run();
            times[runs++] = (System.nanoTime() - before) / 1e6;
        }
        Arrays.sort(times, 0, runs);
        return runs % 2 == 1 ? times[runs / 2] : (times[runs / 2 - 1] + times[runs / 2]) / 2;
    }

    private static boolean isCold(int runs, long nanos) {
        return nanos < (runs < WARM_UP_RUNS ? LONGEST_WARM_UP_NANOS : SHORTEST_WARM_UP_NANOS);
    }
}
