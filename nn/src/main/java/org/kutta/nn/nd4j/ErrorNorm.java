package org.kutta.nn.nd4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayDeque;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.Tolerances;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.impl.transforms.same.Abs;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The error ratio of a step on ND4J arrays.
 *
 * <p>Three ways, chosen by a fixed rule. On the CPU, up to {@link #LOOP_LIMIT} components are read in place by a plain loop. Larger states, and all
 * states on a device, take five native passes and one scalar read, through two scratch arrays that each thread keeps for the last few shapes. Tolerances that differ by
 * component copy to the heap.
 */
final class ErrorNorm {

    /** Up to here native calls cost more than the arithmetic. */
    static final int LOOP_LIMIT = 8192;

    /** Shapes that a thread keeps scratch for: those of the blocks of a network take turns. */
    private static final int MOST_SHAPES = 4;

    private static final ThreadLocal<ArrayDeque<ErrorNorm>> SCRATCH = ThreadLocal.withInitial(ArrayDeque::new);

    private final INDArray scale;
    private final INDArray quotient;
    private final INDArray shift;
    private final Abs abs = new Abs();
    private final OpContext absContext = Nd4j.getExecutioner().buildContext();
    private final PreparedOp maximum;
    private final PreparedOp add;
    private final PreparedOp spoil;
    private final PreparedOp divide;
    private double shiftValue;

    private ErrorNorm(INDArray like) {
        scale = NativeArrays.zeros(like.dataType(), like.shape());
        quotient = NativeArrays.zeros(like.dataType(), like.shape());
        shift = NativeArrays.zeros(like.dataType(), 1);
        maximum = PreparedOp.of("maximum", scale, scale, quotient);
        add = PreparedOp.of("add", scale, scale, shift);
        spoil = PreparedOp.of("axpy", quotient, scale, quotient).reals(0);
        divide = PreparedOp.of("divide", quotient, quotient, scale);
    }

    static double ratio(INDArray error, INDArray y0, INDArray y1, Tolerances tolerances) {
        long n = error.length();
        if (n == 0) {
            return 0;
        }
        if (!tolerances.isScalar()) {
            return DoubleArraySpace.INSTANCE.errorRatio(
                    NativeArrays.toHeap(error), NativeArrays.toHeap(y0), NativeArrays.toHeap(y1), tolerances);
        }
        double rtol = tolerances.rtol(0);
        double atol = tolerances.atol(0);
        if (!isLooped(error)) {
            return scratch(error).nativeRatio(error, y0, y1, rtol, atol);
        }
        double sum = error.dataType() == DataType.FLOAT
                ? sumOfSquares(floats(error), floats(y0), floats(y1), (int) n, rtol, atol)
                : sumOfSquares(doubles(error), doubles(y0), doubles(y1), (int) n, rtol, atol);
        return Math.sqrt(sum / n);
    }

    /** Whether a state is small enough, and near enough, to be read by a loop. */
    static boolean isLooped(INDArray array) {
        return NativeArrays.areOnHost() && array.length() <= LOOP_LIMIT;
    }

    /** The scalar product of two looped states of type FLOAT, accumulated in double. */
    static double floatDot(INDArray x, INDArray y) {
        FloatBuffer a = floats(x);
        FloatBuffer b = floats(y);
        int n = (int) x.length();
        int i0 = a.position();
        int j0 = b.position();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += (double) a.get(i0 + i) * b.get(j0 + i);
        }
        return sum;
    }

    private static FloatBuffer floats(INDArray array) {
        return array.data().asNioFloat();
    }

    private static DoubleBuffer doubles(INDArray array) {
        return array.data().asNioDouble();
    }

    private static double sumOfSquares(
            FloatBuffer error, FloatBuffer y0, FloatBuffer y1, int n, double rtol, double atol) {
        int e = error.position();
        int a = y0.position();
        int b = y1.position();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double end = y1.get(b + i);
            double q = error.get(e + i) / (atol + rtol * Math.max(Math.abs(y0.get(a + i)), Math.abs(end)));
            sum += q * q + 0.0 * end; // an overflow in y1 hides in the scale: 0 * inf brings it to light
        }
        return sum;
    }

    private static double sumOfSquares(
            DoubleBuffer error, DoubleBuffer y0, DoubleBuffer y1, int n, double rtol, double atol) {
        int e = error.position();
        int a = y0.position();
        int b = y1.position();
        double sum = 0;
        for (int i = 0; i < n; i++) {
            double end = y1.get(b + i);
            double q = error.get(e + i) / (atol + rtol * Math.max(Math.abs(y0.get(a + i)), Math.abs(end)));
            sum += q * q + 0.0 * end;
        }
        return sum;
    }

    /**
     * The relative tolerance is taken out of the scale, which saves a pass: {@code e / (atol + rtol m) = (e / rtol) / (atol / rtol + m)}. An infinity in
     * {@code y1} would vanish in the quotient and a NaN in the maximum: adding {@code 0 y1} to the error brings both to light.
     */
    private double nativeRatio(INDArray error, INDArray y0, INDArray y1, double rtol, double atol) {
        abs(y0, scale);
        abs(y1, quotient);
        maximum.run();
        spoil.inputs(error, y1).run();
        if (rtol > 0) {
            if (shiftValue != atol / rtol) { // an assignment makes an array
                shiftValue = atol / rtol;
                shift.assign(shiftValue);
            }
            add.run();
            divide.run();
        }
        double sum = Nd4j.getBlasWrapper().level1().dot(quotient.length(), 1, quotient, quotient);
        return Math.sqrt(sum / quotient.length()) / (rtol > 0 ? rtol : atol);
    }

    private void abs(INDArray x, INDArray result) {
        absContext.setInputArray(0, x);
        absContext.setOutputArray(0, result);
        Nd4j.getExecutioner().exec(abs, absContext);
    }

    private static ErrorNorm scratch(INDArray like) {
        ArrayDeque<ErrorNorm> kept = SCRATCH.get();
        for (ErrorNorm scratch : kept) {
            if (scratch.scale.equalShapes(like) && scratch.scale.dataType() == like.dataType()) {
                return scratch;
            }
        }
        if (kept.size() == MOST_SHAPES) {
            kept.removeLast().close();
        }
        ErrorNorm scratch = new ErrorNorm(like);
        kept.addFirst(scratch);
        return scratch;
    }

    private void close() {
        scale.close();
        quotient.close();
        shift.close();
    }
}
