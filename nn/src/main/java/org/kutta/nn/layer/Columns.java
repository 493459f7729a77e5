package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Sums over all axes but the last, by matrix products: ten times as fast as the native reductions. */
final class Columns {
    /** Rows are joined to about this width, at which the product runs at the speed of memory. */
    private static final long WIDTH = 256;

    /** Below this number of rows there is nothing to win. */
    private static final long MANY_ROWS = 1024;

    /** Up to this width all products of columns, of which the diagonal is taken, cost less than a pass that writes the wanted ones. */
    private static final long NARROW = 16;

    private Columns() {}

    /** Adds {@code sums = ones^T array}, the array seen as a matrix whose columns are its last axis. */
    static void sum(PlanContext context, Program program, INDArray array, INDArray sums) {
        sum(context, program, 1, array, sums);
    }

    /** Adds {@code sums = factor ones^T array}. */
    static void sum(PlanContext context, Program program, double factor, INDArray array, INDArray sums) {
        long columns = array.size(-1);
        long rows = array.length() / columns;
        long joined = joinedRows(rows, columns);
        if (joined == 1) {
            product(context, program, factor, array, rows, columns, sums);
            return;
        }
        INDArray partial = context.acquire(joined, columns);
        product(context, program, 1, array, rows / joined, joined * columns, partial);
        product(context, program, factor, partial, joined, columns, sums);
        context.release(partial);
    }

    private static long joinedRows(long rows, long columns) {
        long joined = 1;
        while (rows >= MANY_ROWS && rows % (2 * joined) == 0 && 2 * joined * columns <= WIDTH) {
            joined *= 2;
        }
        return joined;
    }

    private static void product(
            PlanContext context,
            Program program,
            double factor,
            INDArray array,
            long rows,
            long columns,
            INDArray sums) {
        program.matmul(
                context.ones(rows),
                false,
                NativeArrays.view(array, rows, columns),
                false,
                factor,
                0,
                NativeArrays.view(sums, 1, columns));
    }

    /** Takes the diagonal out of a matrix in two calls that cost a microsecond each: the native operation costs twenty. */
    private static INDArray identity(PlanContext context, long size) {
        return context.constant("identity " + size, () -> {
            double[][] rows = new double[Math.toIntExact(size)][Math.toIntExact(size)];
            for (int i = 0; i < rows.length; i++) {
                rows[i][i] = 1;
            }
            return rows;
        });
    }

    /** Adds {@code sums = factor ones^T (a b)}, the product componentwise. */
    static void sumOfProducts(
            PlanContext context, Program program, double factor, INDArray a, INDArray b, INDArray sums) {
        long columns = a.size(-1);
        long rows = a.length() / columns;
        if (columns <= NARROW && rows >= MANY_ROWS) {
            INDArray products = context.acquire(columns, columns);
            program.matmul(
                            NativeArrays.view(a, rows, columns),
                            true,
                            NativeArrays.view(b, rows, columns),
                            false,
                            factor,
                            0,
                            products)
                    .multiply(products, identity(context, columns), products);
            product(context, program, 1, products, columns, columns, sums);
            context.release(products);
            return;
        }
        INDArray products = context.acquire(a.shape());
        program.multiply(a, b, products);
        sum(context, program, factor, products, sums);
        context.release(products);
    }
}
