package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ProgramTests {

    @Test
    void setZero_viewThatHoldsNaN_zeroesTheViewOnly() {
        for (DataType type : new DataType[] {DataType.FLOAT, DataType.DOUBLE}) {
            INDArray vector = NativeArrays.zeros(type, 6);
            NativeArrays.write(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY, 4, 5, 6}, vector);
            Program program = new Program().setZero(NativeArrays.view(NativeArrays.slice(vector, 1, 4), 2, 2));
            program.run();
            assertThat(NativeArrays.toHeap(vector)).containsExactly(1, 0, 0, 0, 0, 6);
            vector.close();
        }
    }

    @Test
    void joinAndPart_alongTheLastAxis_areInverse() {
        INDArray a =
                NativeArrays.vector(DataType.DOUBLE, new double[] {1, 2, 3, 4}).reshape(2, 2);
        INDArray b = NativeArrays.vector(DataType.DOUBLE, new double[] {5, 6}).reshape(2, 1);
        INDArray joined = NativeArrays.zeros(DataType.DOUBLE, 2, 3);
        PreparedOp.join(joined, a, b).run();
        assertThat(NativeArrays.toHeap(joined)).containsExactly(1, 2, 5, 3, 4, 6);
        INDArray part = NativeArrays.zeros(DataType.DOUBLE, 2, 2);
        PreparedOp.part(joined, 1, part).run();
        assertThat(NativeArrays.toHeap(part)).containsExactly(2, 5, 4, 6);
    }
}
