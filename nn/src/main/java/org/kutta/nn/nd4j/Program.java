package org.kutta.nn.nd4j;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.Op;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Native calls in a row, bound once to fixed arrays and run many times without allocating.
 *
 * <p>Only operations that were timed and found cheap have a method here; the library's own backward operations are mostly an order of magnitude
 * slower than what they can be composed of. All arrays are contiguous and row-major. One thread at a time.
 */
public final class Program {

    private final List<Runnable> steps = new ArrayList<>();

    /** A program without steps. */
    public Program() {}

    /** Runs the steps in the order they were added. */
    public void run() {
        for (int i = 0; i < steps.size(); i++) {
            steps.get(i).run();
        }
    }

    /**
     * Adds any step.
     *
     * @param step what to run
     * @return this
     */
    @CanIgnoreReturnValue
    public Program add(Runnable step) {
        steps.add(step);
        return this;
    }

    /**
     * Adds a prepared operation.
     *
     * @param op the operation
     * @return this
     */
    @CanIgnoreReturnValue
    public Program add(PreparedOp op) {
        return add(op::run);
    }

    /**
     * Adds a native operation without arguments.
     *
     * @param name name of the operation
     * @param output receives the result
     * @param inputs inputs
     * @return this
     */
    @CanIgnoreReturnValue
    public Program op(String name, INDArray output, INDArray... inputs) {
        return add(PreparedOp.of(name, output, inputs));
    }

    /**
     * Adds {@code result = alpha op(a) op(b) + beta result}.
     *
     * @param a left factor
     * @param transposeA whether it is transposed
     * @param b right factor
     * @param transposeB whether it is transposed
     * @param alpha factor of the product
     * @param beta factor of what {@code result} held
     * @param result receives the sum
     * @return this
     */
    @CanIgnoreReturnValue
    public Program matmul(
            INDArray a,
            boolean transposeA,
            INDArray b,
            boolean transposeB,
            double alpha,
            double beta,
            INDArray result) {
        return add(PreparedOp.matmul(a, transposeA, b, transposeB, alpha, beta, result));
    }

    /**
     * Adds {@code result = a b}, componentwise; {@code b} may have axes of length 1, or be a row.
     *
     * @param a factor
     * @param b factor
     * @param result receives the product; may be either factor of its own shape
     * @return this
     */
    @CanIgnoreReturnValue
    public Program multiply(INDArray a, INDArray b, INDArray result) {
        return op("multiply", result, a, b);
    }

    /**
     * Adds {@code result = x + row}, the row being added along the last axis.
     *
     * @param x summand
     * @param row as long as the last axis
     * @param result receives the sum; may be {@code x}
     * @return this
     */
    @CanIgnoreReturnValue
    public Program addRow(INDArray x, INDArray row, INDArray result) {
        return op("biasadd", result, x, row);
    }

    /**
     * Adds {@code result = factor (x - mean) / sqrt(variance + epsilon) + shift}, each of the four a row along the last axis.
     *
     * @param x {@code [batch, height, width, channels]}
     * @param mean subtracted
     * @param variance divided by its root
     * @param factor multiplied by
     * @param shift added
     * @param epsilon added to the variance
     * @param result receives the map; may be {@code x}
     * @return this
     */
    @CanIgnoreReturnValue
    public Program affine(
            INDArray x,
            INDArray mean,
            INDArray variance,
            INDArray factor,
            INDArray shift,
            double epsilon,
            INDArray result) {
        return add(PreparedOp.of("batchnorm", result, x, mean, variance, factor, shift)
                .integers(1, 1, x.rank() - 1)
                .reals(epsilon));
    }

    /**
     * Adds {@code mask = 1 where x > 0, else 0}.
     *
     * @param x not modified
     * @param mask receives ones and zeros
     * @return this
     */
    @CanIgnoreReturnValue
    public Program step(INDArray x, INDArray mask) {
        return legacy(new Step(x, mask, 0.0));
    }

    /**
     * Adds an operation of ND4J's older kind, already bound to its arrays.
     *
     * @param op the operation
     * @return this
     */
    @CanIgnoreReturnValue
    public Program legacy(Op op) {
        return add(() -> Nd4j.getExecutioner().exec(op));
    }

    /**
     * Adds {@code y += a x}.
     *
     * @param a factor
     * @param x not modified
     * @param y updated
     * @return this
     */
    @CanIgnoreReturnValue
    public Program axpy(double a, INDArray x, INDArray y) {
        return add(() -> NativeArrays.axpy(a, x, y));
    }

    /**
     * Adds {@code y *= a}.
     *
     * @param a factor
     * @param y updated
     * @return this
     */
    @CanIgnoreReturnValue
    public Program scale(double a, INDArray y) {
        return add(() -> NativeArrays.scale(a, y));
    }

    /**
     * Adds {@code y = 0}, whatever {@code y} held; without allocating, for views too.
     *
     * @param y overwritten
     * @return this
     */
    @CanIgnoreReturnValue
    public Program setZero(INDArray y) {
        return op("zeros_as", y, y);
    }

    /**
     * Adds {@code target = source}.
     *
     * @param source not modified
     * @param target overwritten
     * @return this
     */
    @CanIgnoreReturnValue
    public Program copy(INDArray source, INDArray target) {
        return add(() -> NativeArrays.copy(source, target));
    }
}
