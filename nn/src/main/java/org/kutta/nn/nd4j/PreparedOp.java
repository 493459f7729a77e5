package org.kutta.nn.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A native operation bound once to its arrays and run many times.
 *
 * <p>A run costs one to two microseconds beyond the arithmetic, an ordinary ND4J call ten times that. The native context holds the addresses
 * of the arrays: none of them may be closed while the operation is in use. One thread at a time.
 */
public final class PreparedOp {

    /**
     * Multiply-adds up to which a product goes to BLAS. The native library sends row-major results to oneDNN, which needs five microseconds before it
     * begins, and results in column-major order to OpenBLAS, which needs one: a transposed product is the same numbers.
     */
    private static final long SMALL_PRODUCT = 1 << 20;

    private final CustomOp op;
    private final OpContext context;

    private PreparedOp(String name) {
        this.op = DynamicCustomOp.builder(name).build();
        this.context = Nd4j.getExecutioner().buildContext();
        // The outputs are given, so the shape function would only be run for nothing.
        context.shapeFunctionOverride(true);
    }

    private PreparedOp(String name, INDArray[] inputs, INDArray[] outputs) {
        this(name);
        context.setInputArrays(inputs);
        context.setOutputArrays(outputs);
    }

    /** An operation for {@link #rebind}. */
    static PreparedOp unbound(String name) {
        return new PreparedOp(name);
    }

    /** Binds an output and inputs of any shapes, which costs a few microseconds. */
    PreparedOp rebind(INDArray output, INDArray... inputs) {
        context.setInputArrays(inputs);
        context.setOutputArrays(output);
        return this;
    }

    /**
     * Prepares an operation with one output.
     *
     * @param name name of the native operation, such as {@code tanh}
     * @param output array that receives the result
     * @param inputs input arrays; may include {@code output} where the operation is elementwise
     * @return the prepared operation
     */
    public static PreparedOp of(String name, INDArray output, INDArray... inputs) {
        return new PreparedOp(name, inputs, new INDArray[] {output});
    }

    /**
     * Prepares an operation with several outputs.
     *
     * @param name name of the native operation
     * @param outputs arrays that receive the results
     * @param inputs input arrays
     * @return the prepared operation
     */
    public static PreparedOp of(String name, INDArray[] outputs, INDArray... inputs) {
        return new PreparedOp(name, inputs, outputs);
    }

    /**
     * {@code result = alpha op(a) op(b) + beta result}, on matrices, or on each pair of two stacks of matrices.
     *
     * @param a left factor
     * @param transposeA whether the left factor is transposed
     * @param b right factor
     * @param transposeB whether the right factor is transposed
     * @param alpha factor of the product
     * @param beta factor of what {@code result} held; 0 overwrites it, whatever it held
     * @param result receives the product; none of the factors
     * @return the prepared operation
     */
    public static PreparedOp matmul(
            INDArray a,
            boolean transposeA,
            INDArray b,
            boolean transposeB,
            double alpha,
            double beta,
            INDArray result) {
        boolean plain = result.rank() == 2 && a.rank() == 2 && b.rank() == 2;
        boolean small = plain && result.length() * a.size(transposeA ? 0 : 1) <= SMALL_PRODUCT;
        PreparedOp product = small && NativeArrays.areOnHost()
                ? of("matmul", result.transpose(), b.transpose(), a.transpose())
                        .integers(transposeB ? 1 : 0, transposeA ? 1 : 0, 0)
                : of("matmul", result, a, b).integers(transposeA ? 1 : 0, transposeB ? 1 : 0, 0);
        return product.reals(alpha, beta);
    }

    /**
     * Joins arrays along the last axis.
     *
     * @param joined receives the parts, one after the other along its last axis
     * @param parts arrays that differ in the last axis only
     * @return the prepared operation
     */
    public static PreparedOp join(INDArray joined, INDArray... parts) {
        return of("concat", joined, parts).integers(joined.rank() - 1L);
    }

    /**
     * Copies a part of what {@link #join} joined.
     *
     * @param joined read
     * @param offset where the part starts along the last axis
     * @param part receives it; its last axis is the part's length
     * @return the prepared operation
     */
    public static PreparedOp part(INDArray joined, long offset, INDArray part) {
        int rank = joined.rank();
        long[] arguments = new long[2 * rank];
        arguments[rank - 1] = offset;
        System.arraycopy(part.shape(), 0, arguments, rank, rank);
        return of("slice", part, joined).integers(arguments);
    }

    /**
     * Binds other inputs, which costs a few microseconds.
     *
     * @param inputs input arrays of the shapes that were bound before
     * @return this
     */
    public PreparedOp inputs(INDArray... inputs) {
        context.setInputArrays(inputs);
        return this;
    }

    /**
     * Sets the integer arguments.
     *
     * @param values arguments in the order of the native operation
     * @return this
     */
    public PreparedOp integers(long... values) {
        context.setIArguments(values);
        return this;
    }

    /**
     * Sets the real arguments.
     *
     * @param values arguments in the order of the native operation
     * @return this
     */
    public PreparedOp reals(double... values) {
        context.setTArguments(values);
        return this;
    }

    /**
     * Sets the boolean arguments.
     *
     * @param values arguments in the order of the native operation
     * @return this
     */
    public PreparedOp booleans(boolean... values) {
        context.setBArguments(values);
        return this;
    }

    /** Runs the operation on the bound arrays. */
    public void run() {
        Nd4j.exec(op, context);
    }
}
