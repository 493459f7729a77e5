package org.kutta.nn.heap;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * {@code a b + c} in the fastest way this machine has.
 *
 * <p>With a fused instruction it is {@link Math#fma}, rounded once. Without one, {@code Math.fma} computes by big decimals
 * and is thousands of times slower, so that a product and a sum, rounded twice, take its place. The choice is that of the
 * virtual machine at its start; results agree bit for bit between runs on machines of the same kind.
 */
final class MultiplyAdd {
    /** Whether the processor multiplies and adds in one instruction. */
    static final boolean FUSED = fused();

    private MultiplyAdd() {}

    static double multiplyAdd(double a, double b, double c) {
        return FUSED ? Math.fma(a, b, c) : a * b + c;
    }

    private static boolean fused() {
        try {
            HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
            return machine != null
                    && Boolean.parseBoolean(machine.getVMOption("UseFMA").getValue());
        } catch (IllegalArgumentException | LinkageError e) {
            return false; // another virtual machine, or one that hides its options
        }
    }
}
