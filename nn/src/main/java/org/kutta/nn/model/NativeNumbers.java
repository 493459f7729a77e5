package org.kutta.nn.model;

import java.util.Collection;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Numbers between ND4J's arrays and the heap, in their own precision: every bit stays. */
final class NativeNumbers {

    private NativeNumbers() {}

    @SuppressWarnings("try") // the scope is only to be left
    static NumpyArray read(INDArray slice, long[] shape) {
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces();
                INDArray copy = slice.dup('c')) {
            return copy.dataType() == DataType.DOUBLE
                    ? NumpyArray.own(shape, copy.data().asDouble())
                    : NumpyArray.own(shape, copy.data().asFloat());
        }
    }

    /** A vector that the caller owns, empty where there are no arrays. */
    static INDArray join(DataType type, Collection<NumpyArray> arrays) {
        long length = arrays.stream().mapToLong(NumpyArray::length).sum();
        if (length == 0) {
            return Nd4j.empty(type);
        }
        INDArray vector = NativeArrays.zeros(type, length);
        write(arrays, vector);
        return vector;
    }

    @SuppressWarnings("try")
    static void write(Collection<NumpyArray> arrays, INDArray vector) {
        long offset = 0;
        try (MemoryWorkspace ignored = Nd4j.getWorkspaceManager().scopeOutOfWorkspaces()) {
            for (NumpyArray array : arrays) {
                try (INDArray source = array.isDouble()
                        ? Nd4j.createFromArray(array.toDoubles())
                        : Nd4j.createFromArray(array.toFloats())) {
                    NativeArrays.copy(source, NativeArrays.slice(vector, offset, array.length()));
                }
                offset += array.length();
            }
        }
    }
}
