package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums over all axes but the last. */
final class Columns {

    private Columns() {}

    /**
     * Adds {@code sums = ones^T array}, the array seen as a matrix whose columns are its last axis: a product is ten times as fast as the native
     * reduction.
     */
    static void sum(PlanContext context, Program program, INDArray array, INDArray sums) {
        long columns = array.size(-1);
        long rows = array.length() / columns;
        program.matmul(
                context.ones(rows),
                false,
                NativeArrays.view(array, rows, columns),
                false,
                1,
                0,
                NativeArrays.view(sums, 1, columns));
    }
}
