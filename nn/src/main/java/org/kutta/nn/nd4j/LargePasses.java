package org.kutta.nn.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Passes over large arrays of the host by operations that use all threads: level-1 BLAS has one here. Each is bound anew in every call, which costs some
 * five microseconds. One object a thread.
 */
final class LargePasses {

    /** From about this length on a second thread gains more than the binding costs. */
    static final int LARGE = 1 << 17;

    private static final ThreadLocal<LargePasses> OF_THREAD = ThreadLocal.withInitial(LargePasses::new);

    private final PreparedOp assign = PreparedOp.unbound("assign");
    private final PreparedOp sum = PreparedOp.unbound("axpy");

    private LargePasses() {}

    /** Whether an array is large enough, and on the host. */
    static boolean pay(INDArray array) {
        return array.length() >= LARGE && NativeArrays.areOnHost();
    }

    static LargePasses get() {
        return OF_THREAD.get();
    }

    /** {@code target = source}. */
    void copy(INDArray source, INDArray target) {
        assign.rebind(target, source, source).run();
    }

    /** {@code result = y + a x}, in one pass, {@code x} and {@code y} being of one shape; the result may be {@code y}. */
    void addTimes(INDArray y, double a, INDArray x, INDArray result) {
        sum.rebind(result, y, x).reals(a).run();
    }
}
