package org.kutta.examples.doctor;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.onednn.OneDnn;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What can only be seen by timing: whether the helper is used, what a native call costs, whether threads help. */
final class Speed {
    private static final int RUNS = 15;
    private static final int BATCH = 8;
    private static final int CHANNELS = 32;
    private static final Shape IMAGE = Shape.of(16, 16, CHANNELS);
    private static final double FLOPS = 2.0 * BATCH * 16 * 16 * 9 * CHANNELS * CHANNELS;
    /** oneDNN was nine times as fast as ND4J's own loops where it was measured; a busy machine blurs that. */
    private static final double HELPED = 2;

    private static final double USUAL_CALL_MICROS = 15;

    private Speed() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        boolean cuda = Backend.isCuda();
        boolean direct = OneDnn.isAvailable();
        if (!cuda) {
            findings.add(kernels(direct, System.getProperty("os.arch")));
        }
        if (!direct) {
            try (Network network = convolution();
                    NetworkPlan plan = network.plan(BATCH, Mode.EVALUATE)) {
                double with = medianMillis(plan::forward);
                boolean allowed = Nd4j.getEnvironment().helpersAllowed();
                Nd4j.getEnvironment().allowHelpers(false);
                double without = medianMillis(plan::forward);
                Nd4j.getEnvironment().allowHelpers(allowed);
                findings.add(helper(cuda ? "cuDNN" : "oneDNN", with, without));
            }
        }
        if (!cuda) {
            int threads = Nd4j.getEnvironment().maxThreads();
            double together = planMillis();
            Backend.setThreads(1);
            double alone = planMillis();
            Backend.setThreads(threads);
            findings.add(threads(threads, together, alone));
        }
        findings.add(call());
        return findings;
    }

    private static Network convolution() {
        return Network.of(Conv2d.of(CHANNELS, 3), IMAGE, DataType.FLOAT, 1);
    }

    /** By a plan of its own: kernels are made for a number of threads. */
    private static double planMillis() {
        try (Network network = convolution();
                NetworkPlan plan = network.plan(BATCH, Mode.EVALUATE)) {
            return medianMillis(plan::forward);
        }
    }

    /** Whether layers call oneDNN themselves; there is a build of it for x86 only. */
    static Finding kernels(boolean direct, String architecture) {
        boolean expected = architecture.equals("amd64") || architecture.equals("x86_64");
        return Finding.slowUnless(
                direct || !expected,
                "kernels",
                direct ? "oneDNN, called directly" : "ND4J's operations",
                "layers take two to five times as long without oneDNN: put the native jars of org.bytedeco's dnnl and opencl on the class path, and"
                        + " leave out -Dkutta.onednn=false");
    }

    /** A helper that is there makes a convolution several times as fast as it is with helpers forbidden. */
    static Finding helper(String name, double with, double without) {
        String found = String.format(
                Locale.ROOT,
                "a convolution takes %.2f ms (%.0f GFLOP/s), %.2f ms without the helper",
                with,
                FLOPS / with * 1e-6,
                without);
        return Finding.slowUnless(
                without >= HELPED * with,
                name,
                found,
                "the helper is not used: see the native build above, unset ND4J_MKL_FALLBACK and SD_FORBID_HELPERS, and look"
                        + " again when the machine is idle");
    }

    static Finding threads(int threads, double together, double alone) {
        String found = String.format(
                Locale.ROOT, "a convolution takes %.2f ms on %d threads, %.2f ms on one", together, threads, alone);
        return Finding.slowUnless(
                threads == 1 || together <= 1.2 * alone,
                "parallel speed",
                found,
                "threads wait for each other, other processes may be busy: use --threads 1 or OMP_NUM_THREADS=1");
    }

    private static Finding call() {
        try (INDArray x = NativeArrays.zeros(DataType.FLOAT, 64);
                INDArray y = NativeArrays.zeros(DataType.FLOAT, 64)) {
            PreparedOp tanh = PreparedOp.of("tanh", y, x);
            double micros = medianMillis(() -> {
                        for (int i = 0; i < 200; i++) {
                            tanh.run();
                        }
                    })
                    * 1000
                    / 200;
            return Finding.slowUnless(
                    micros <= USUAL_CALL_MICROS,
                    "native call",
                    String.format(Locale.ROOT, "%.1f us for tanh of 64 numbers", micros),
                    Backend.isCuda()
                            ? "every call waits for the card: batch more, or run small networks on the Java heap"
                            : "usual are 2 to 5 us; other processes may be busy, or set OMP_NUM_THREADS=1");
        }
    }

    private static double medianMillis(Runnable work) {
        work.run();
        work.run();
        double[] millis = new double[RUNS];
        for (int i = 0; i < RUNS; i++) {
            long begin = System.nanoTime();
            work.run();
            millis[i] = (System.nanoTime() - begin) * 1e-6;
        }
        return Quantiles.median().compute(millis);
    }
}
