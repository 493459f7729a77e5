package org.kutta.nn.nd4j;

import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;
import org.bytedeco.javacpp.Pointer;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner.ExecutionerType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Arrays as plans need them: contiguous, row-major, outside every workspace, of a named data type. */
public final class NativeArrays {

    private static final boolean ON_HOST = Nd4j.getExecutioner().type() == ExecutionerType.NATIVE_CPU;

    /** Memory that belongs to an array. */
    private static final class HostMemory extends Pointer {
        HostMemory(long start) {
            address = start;
        }
    }

    private NativeArrays() {}

    /** {@return whether arrays live in the memory of the host, and are computed on there} */
    public static boolean areOnHost() {
        return ON_HOST;
    }

    /**
     * A new array of zeros that lives until it is closed.
     *
     * @param type data type
     * @param shape its shape
     * @return the array, row-major
     * @throws BackendUnavailableException if ND4J's backend cannot run here
     */
    @SuppressWarnings("try") // the scope is only to be left
    public static INDArray zeros(DataType type, long... shape) {
        Backend.require();
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            return Nd4j.create(type, shape, 'c');
        }
    }

    /**
     * A new array of zeros in the shape of another.
     *
     * @param array gives data type and shape; may be empty
     * @return the array, row-major
     */
    public static INDArray zerosLike(INDArray array) {
        return array.isEmpty() ? Nd4j.empty(array.dataType()) : zeros(array.dataType(), array.shape());
    }

    /**
     * A new vector holding {@code values}.
     *
     * @param type data type; FLOAT rounds
     * @param values the components
     * @return the vector; an empty array when there are none
     */
    public static INDArray vector(DataType type, double[] values) {
        if (values.length == 0) {
            return Nd4j.empty(type);
        }
        INDArray result = zeros(type, values.length);
        write(values, result);
        return result;
    }

    /**
     * Writes heap values into an array, in row-major order: in place where it is contiguous and on the host, through temporary arrays elsewhere.
     *
     * @param values as many values as {@code target} has components
     * @param target receives them; FLOAT rounds
     * @throws IllegalArgumentException if there are more or fewer
     */
    @SuppressWarnings("try")
    public static void write(double[] values, INDArray target) {
        Checks.check(
                values.length == target.length(),
                "%s values cannot fill an array of %s",
                values.length,
                target.length());
        if (values.length == 0) {
            return;
        }
        if (ON_HOST && isContiguous(target) && target.dataType() == DataType.DOUBLE) {
            DoubleBuffer buffer = target.data().asNioDouble();
            buffer.put(buffer.position(), values);
            return;
        }
        if (ON_HOST && isContiguous(target) && target.dataType() == DataType.FLOAT) {
            FloatBuffer buffer = floats(target);
            for (int i = 0; i < values.length; i++) {
                buffer.put(i, (float) values[i]);
            }
            return;
        }
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
                INDArray source = Nd4j.createFromArray(values);
                INDArray typed = source.castTo(target.dataType())) {
            target.assign(typed.reshape(target.shape()));
        }
    }

    /**
     * The components of an array of the host, to read and write in place.
     *
     * @param array of type FLOAT, contiguous, on the host
     * @return a buffer from index 0 to the array's length, valid until the array is closed
     */
    public static FloatBuffer floats(INDArray array) {
        FloatBuffer buffer = array.data().asNioFloat();
        return buffer.slice(buffer.position(), Math.toIntExact(array.length()));
    }

    /**
     * Writes whole numbers into an array, in row-major order: in place where it is contiguous and on the host.
     *
     * @param values as many values as {@code target} has components
     * @param target receives them; of type INT32
     */
    @SuppressWarnings("try")
    public static void write(int[] values, INDArray target) {
        if (ON_HOST && isContiguous(target)) {
            IntBuffer buffer = target.data().asNioInt();
            buffer.put(buffer.position(), values);
            return;
        }
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
                INDArray source = Nd4j.createFromArray(values)) {
            target.assign(source);
        }
    }

    /**
     * The components on the heap, in row-major order: a transfer from the device, not for a hot loop. Without making an array where the components are contiguous and
     * on the host.
     *
     * @param array not modified
     * @return the components
     */
    @SuppressWarnings("try")
    public static double[] toHeap(INDArray array) {
        if (array.isEmpty()) {
            return new double[0];
        }
        if (ON_HOST && isContiguous(array) && array.dataType() == DataType.DOUBLE) {
            double[] values = new double[Math.toIntExact(array.length())];
            DoubleBuffer buffer = array.data().asNioDouble();
            buffer.get(buffer.position(), values);
            return values;
        }
        if (ON_HOST && isContiguous(array) && array.dataType() == DataType.FLOAT) {
            double[] values = new double[Math.toIntExact(array.length())];
            FloatBuffer buffer = floats(array);
            Arrays.setAll(values, buffer::get);
            return values;
        }
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
                INDArray copy = array.dup('c')) {
            return copy.data().asDouble();
        }
    }

    /**
     * A view of a part of a vector.
     *
     * @param vector a contiguous vector
     * @param offset first component
     * @param length number of components
     * @return the view; an empty array when {@code length} is 0
     */
    public static INDArray slice(INDArray vector, long offset, long length) {
        return length == 0 ? Nd4j.empty(vector.dataType()) : vector.get(NDArrayIndex.interval(offset, offset + length));
    }

    /**
     * A contiguous array seen in another shape.
     *
     * @param array contiguous, row-major
     * @param shape as many components as {@code array} has
     * @return a view of the same memory
     */
    public static INDArray view(INDArray array, long... shape) {
        return array.reshape('c', true, shape);
    }

    /**
     * Whether the components lie one after the other in row-major order.
     *
     * @param array an array
     * @return true if level-1 BLAS may run over it
     */
    public static boolean isContiguous(INDArray array) {
        return array.ordering() == 'c' && array.elementWiseStride() == 1;
    }

    /**
     * Address of the first component.
     *
     * @param array an array that is not empty
     * @return its address
     */
    public static long address(INDArray array) {
        return array.data().address() + array.offset() * array.dataType().width();
    }

    /**
     * The memory of an array of the host, for native calls. It stays the array's: the pointer neither keeps nor frees it.
     *
     * @param array an array that is not empty
     * @return a pointer to its first component
     */
    public static Pointer memory(INDArray array) {
        return new HostMemory(address(array));
    }

    /**
     * Whether two arrays start at the same address: a view and what it was taken from, in another shape.
     *
     * @param a an array
     * @param b an array
     * @return true if both start at the same address
     */
    public static boolean sameMemory(INDArray a, INDArray b) {
        return address(a) == address(b);
    }

    /**
     * Bytes that the components take.
     *
     * @param array an array
     * @return the bytes, 0 for an empty array
     */
    public static long bytes(INDArray array) {
        return array.isEmpty() ? 0 : array.length() * array.dataType().width();
    }

    /**
     * Whether all components are finite. Reads one number from the device.
     *
     * @param array contiguous; an empty one is finite
     * @return false if a component is NaN or infinite, or the Euclidean norm overflows
     */
    public static boolean isFinite(INDArray array) {
        return array.isEmpty() || Double.isFinite(Nd4j.getBlasWrapper().level1().nrm2(array));
    }

    /**
     * Copies contiguous arrays of the same length.
     *
     * @param source read
     * @param target overwritten
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void copy(INDArray source, INDArray target) {
        if (source.length() != target.length()) { // level-1 BLAS would write past the end
            throw new IllegalArgumentException(
                    source.length() + " numbers cannot be copied to an array of " + target.length());
        }
        if (LargePasses.pay(target)) {
            LargePasses.get().copy(source, target);
        } else if (BlockPasses.pay(target)) {
            BlockPasses.get().copy(source, target);
        } else {
            Nd4j.getBlasWrapper().level1().copy(source, target);
        }
    }

    /**
     * Copies the components of any array, in row-major order: without making an array where both are contiguous and of one type.
     *
     * @param source read; of any order and type
     * @param target overwritten; contiguous, of the same shape
     */
    public static void load(INDArray source, INDArray target) {
        if (isContiguous(source) && source.dataType() == target.dataType() && source.length() == target.length()) {
            copy(source, target);
        } else {
            target.assign(source);
        }
    }

    /**
     * {@code y += a x} on contiguous arrays of the same length.
     *
     * @param a factor; a NaN makes all of {@code y} NaN, 0 leaves it as it is
     * @param x not modified
     * @param y updated
     */
    public static void axpy(double a, INDArray x, INDArray y) {
        addTimes(y, a, x, y);
    }

    /**
     * {@code result = y + a x} on contiguous arrays of the same length: in one pass where they are large.
     *
     * @param y not modified
     * @param a factor; a NaN makes all of {@code result} NaN, 0 makes it {@code y}
     * @param x not modified
     * @param result receives the sum; may be {@code y}, not {@code x}
     * @throws IllegalArgumentException if the lengths differ
     */
    public static void addTimes(INDArray y, double a, INDArray x, INDArray result) {
        if (x.length() != result.length() || y.length() != result.length()) {
            throw new IllegalArgumentException(
                    y.length() + " and " + x.length() + " numbers cannot be added into an array of " + result.length());
        }
        if (a != 0 && LargePasses.pay(result) && x.equalShapes(y)) {
            LargePasses.get().addTimes(y, a, x, result);
            return;
        }
        if (a != 0 && BlockPasses.pay(result)) {
            BlockPasses.get().addTimes(y, a, x, result);
            return;
        }
        if (result != y) {
            copy(y, result);
        }
        Nd4j.getBlasWrapper().level1().axpy(result.length(), a, x, result);
    }

    /**
     * {@code y *= a} on a contiguous array.
     *
     * @param a factor
     * @param y updated
     */
    public static void scale(double a, INDArray y) {
        Nd4j.getBlasWrapper().level1().scal(y.length(), a, y);
    }

    /**
     * Sets all components to zero, whatever they were.
     *
     * @param y overwritten; contiguous
     */
    public static void setZero(INDArray y) {
        if (y.isEmpty()) {
            return;
        }
        if (BlockPasses.pay(y)) {
            BlockPasses.get().setZero(y);
            return;
        }
        if (!y.isView()) {
            Nd4j.getMemoryManager().memset(y);
        } else if (ON_HOST) { // an assignment would allocate the number
            Pointer.memset(memory(y), 0, bytes(y));
        } else {
            y.assign(0);
        }
    }
}
