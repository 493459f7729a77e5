package org.kutta.nn.nd4j;

import java.util.Arrays;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.StateSpace;
import org.kutta.solver.Tolerances;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The algebra of ND4J arrays of one data type, on whatever device they live.
 *
 * <p>States are contiguous, row-major, of any shape; what the space makes is. Sums go through level-1 BLAS, the one family of calls that costs less than a
 * microsecond and lets NaN through. A step reads one number from the device: the error ratio. Thread-safe.
 */
public final class NdArraySpace implements StateSpace<INDArray> {

    /** States of type FLOAT. */
    public static final NdArraySpace FLOAT = new NdArraySpace(DataType.FLOAT, 0x1p-24);

    /** States of type DOUBLE. */
    public static final NdArraySpace DOUBLE = new NdArraySpace(DataType.DOUBLE, 0x1p-53);

    private final DataType dataType;
    private final double unitRoundoff;

    private NdArraySpace(DataType dataType, double unitRoundoff) {
        this.dataType = dataType;
        this.unitRoundoff = unitRoundoff;
    }

    /**
     * The space of a data type.
     *
     * @param dataType FLOAT or DOUBLE
     * @return its space
     */
    public static NdArraySpace of(DataType dataType) {
        Checks.check(
                dataType == DataType.FLOAT || dataType == DataType.DOUBLE,
                "data type",
                dataType,
                "must be FLOAT or DOUBLE");
        return dataType == DataType.FLOAT ? FLOAT : DOUBLE;
    }

    /** {@return FLOAT or DOUBLE} */
    public DataType dataType() {
        return dataType;
    }

    @Override
    public INDArray zerosLike(INDArray y) {
        return NativeArrays.zerosLike(y);
    }

    @Override
    public INDArray[] newStages(INDArray like, int count) {
        INDArray[] stages = new INDArray[count];
        Arrays.setAll(stages, i -> zerosLike(like));
        return stages;
    }

    @Override
    public void release(INDArray state) {
        if (state.closeable()) {
            state.close();
        }
    }

    /**
     * Copies the components. A source in another order or with gaps, such as a transpose, is copied component by component.
     *
     * @param source of the space's data type
     * @param target overwritten; contiguous, row-major
     */
    @Override
    public void copy(INDArray source, INDArray target) {
        if (source.dataType() != dataType) {
            throw new IllegalArgumentException(
                    "state has data type " + source.dataType() + " but the space is of " + dataType);
        }
        if (NativeArrays.isContiguous(source)) {
            NativeArrays.copy(source, target);
        } else {
            target.assign(source);
        }
    }

    @Override
    public void setZero(INDArray y) {
        NativeArrays.setZero(y);
    }

    @Override
    public void combine(INDArray base, double dt, double[] weights, INDArray[] stages, int count, INDArray result) {
        if (BlockPasses.pay(result)) {
            BlockPasses.get().combine(base, dt, weights, stages, count, result);
            return;
        }
        int first = firstUsed(weights, count);
        if (first < count) {
            NativeArrays.addTimes(base, dt * weights[first], stages[first], result);
            add(dt, weights, stages, first + 1, count, result);
        } else if (result != base) {
            NativeArrays.copy(base, result);
        }
    }

    private static int firstUsed(double[] weights, int count) {
        int first = 0;
        while (first < count && weights[first] == 0) {
            first++;
        }
        return first;
    }

    @Override
    public void combine(double dt, double[] weights, INDArray[] stages, int count, INDArray result) {
        if (BlockPasses.pay(result)) {
            BlockPasses.get().combine(null, dt, weights, stages, count, result);
            return;
        }
        int first = firstUsed(weights, count);
        if (first >= count) {
            setZero(result);
            return;
        }
        NativeArrays.copy(stages[first], result);
        scale(dt * weights[first], result);
        add(dt, weights, stages, first + 1, count, result);
    }

    private static void add(double dt, double[] weights, INDArray[] stages, int from, int count, INDArray result) {
        for (int j = from; j < count; j++) {
            if (weights[j] != 0) {
                NativeArrays.axpy(dt * weights[j], stages[j], result);
            }
        }
    }

    @Override
    public void axpy(double a, INDArray x, INDArray y) {
        NativeArrays.axpy(a, x, y);
    }

    @Override
    public void scale(double a, INDArray y) {
        if (a != 1) { // saves a pass over large states
            blas().scal(y.length(), a, y);
        }
    }

    /**
     * Sums the products of the components: in double for DOUBLE and for up to 8192 components on the CPU. Larger FLOAT states are summed by BLAS in blocks of its
     * own precision, which costs an eighth and has a relative error near 1e-5 at a million components.
     *
     * @param x not modified
     * @param y not modified; may be {@code x}
     * @return the scalar product
     */
    @Override
    public double dot(INDArray x, INDArray y) {
        if (dataType == DataType.FLOAT && ErrorNorm.isLooped(y)) {
            return ErrorNorm.floatDot(x, y);
        }
        return blas().dot(y.length(), 1, x, y);
    }

    @Override
    public double errorRatio(INDArray error, INDArray y0, INDArray y1, Tolerances tolerances) {
        return ErrorNorm.ratio(error, y0, y1, tolerances);
    }

    @Override
    public boolean isFinite(INDArray y) {
        // Only a norm that overflowed needs the second, slow look.
        return Double.isFinite(blas().nrm2(y))
                || Arrays.stream(NativeArrays.toHeap(y)).allMatch(Double::isFinite);
    }

    @Override
    public long worstComponent(INDArray error, INDArray y0, INDArray y1, Tolerances tolerances) {
        return DoubleArraySpace.INSTANCE.worstComponent(
                NativeArrays.toHeap(error), NativeArrays.toHeap(y0), NativeArrays.toHeap(y1), tolerances);
    }

    @Override
    public double unitRoundoff() {
        return unitRoundoff;
    }

    @Override
    public long size(INDArray y) {
        return y.length();
    }

    @Override
    public long bytes(INDArray y) {
        return NativeArrays.bytes(y);
    }

    @Override
    public boolean sameShape(INDArray x, INDArray y) {
        return x.equalShapes(y);
    }

    @Override
    public String describeShape(INDArray y) {
        return Arrays.toString(y.shape());
    }

    private static Level1 blas() {
        return Nd4j.getBlasWrapper().level1();
    }
}
