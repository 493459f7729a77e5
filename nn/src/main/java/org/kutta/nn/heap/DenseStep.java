package org.kutta.nn.heap;

import static org.kutta.nn.heap.MultiplyAdd.multiplyAdd;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * {@code z = x W + b + t w}, the weights at {@code offset} of the flat parameters as {@code W [in, out]}, behind them the bias
 * {@code b [out]} and the weights of the time {@code w [out]}, each where the layer has it.
 *
 * <p>Owns the weights as rows, and as rows of the transpose, in the form that {@link RowProducts} wants.
 */
final class DenseStep implements Step {
    /** Up to so many columns a result is summed column by column: short rows leave no room for vectors. */
    private static final int NARROW = 8;

    /** Rows of a result that are accumulated together: with 256 features they stay in the first cache. */
    private static final int ROWS = 8;

    private final int in;
    private final int out;
    private final int offset;
    private final boolean biased;
    private final boolean timed;
    private final double[][] weight;
    private final double[][] transpose;
    private final double[] bias;
    private final double[] timeWeight;
    private @Nullable DenseStep change;

    DenseStep(int in, int out, int offset, boolean biased, boolean timed) {
        this.in = in;
        this.out = out;
        this.offset = offset;
        this.biased = biased;
        this.timed = timed;
        this.weight = Scratch.rows(in, out);
        this.transpose = Scratch.rows(out, in);
        this.bias = new double[out];
        this.timeWeight = new double[out];
    }

    @Override
    public boolean keepsInput() {
        return true;
    }

    @Override
    public boolean keepsOutput() {
        return false;
    }

    @Override
    public boolean inPlace() {
        return false;
    }

    @Override
    public int outputs() {
        return out;
    }

    @Override
    public void load(double[] parameters) {
        for (int i = 0; i < in; i++) {
            double[] row = weight[i];
            System.arraycopy(parameters, offset + i * out, row, 0, out);
            for (int j = 0; j < out; j++) {
                transpose[j][i] = row[j];
            }
        }
        if (biased) {
            System.arraycopy(parameters, biasOffset(), bias, 0, out);
        }
        if (timed) {
            System.arraycopy(parameters, timeOffset(), timeWeight, 0, out);
        }
    }

    private int biasOffset() {
        return offset + in * out;
    }

    private int timeOffset() {
        return biased ? biasOffset() + out : biasOffset();
    }

    @Override
    public void forward(double t, double[] x, double[] z, int from, int to, Scratch scratch) {
        multiply(x, in, weight, transpose, start(t, scratch), z, out, from, to, scratch);
    }

    /** {@code b + t w}. */
    private double[] start(double t, Scratch scratch) {
        if (!timed) {
            return bias;
        }
        double[] start = scratch.sum[0];
        for (int j = 0; j < out; j++) {
            start[j] = multiplyAdd(t, timeWeight[j], bias[j]);
        }
        return start;
    }

    @Override
    public void pullback(double[] x, double[] z, double[] zBar, double[] xBar, int from, int to, Scratch scratch) {
        multiply(zBar, out, transpose, weight, null, xBar, in, from, to, scratch);
    }

    /** {@code c = a B + start}, {@code a [., terms]}, {@code c [., columns]}. */
    private static void multiply(
            double[] a,
            int terms,
            double[][] b,
            double[][] bTransposed,
            double @Nullable [] start,
            double[] c,
            int columns,
            int from,
            int to,
            Scratch scratch) {
        if (columns <= NARROW) {
            for (int row = from; row < to; row++) {
                for (int j = 0; j < columns; j++) {
                    c[row * columns + j] = start == null ? 0 : start[j];
                }
            }
            RowProducts.accumulateNarrow(a, from * terms, to - from, terms, bTransposed, c, from * columns, columns);
            return;
        }
        double[][] tile = scratch.tile;
        for (int first = from; first < to; first += ROWS) {
            int rows = Math.min(ROWS, to - first);
            for (int i = 0; i < rows; i++) {
                if (start == null) {
                    Arrays.fill(tile[i], 0, columns, 0);
                } else {
                    System.arraycopy(start, 0, tile[i], 0, columns);
                }
            }
            RowProducts.accumulate(a, first * terms, terms, 1, rows, terms, b, tile, columns);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(tile[i], 0, c, (first + i) * columns, columns);
            }
        }
    }

    /** The weights' cotangent is summed along its longer side: by rows of {@code W}, or by columns. */
    private boolean byColumns() {
        return out < in;
    }

    @Override
    public int pieces() {
        return (Math.min(in, out) + Scratch.TILE - 1) / Scratch.TILE;
    }

    @Override
    public void pullbackParameters(
            double t, double[] x, double[] zBar, int rows, double[] parametersBar, int piece, Scratch scratch) {
        addProducts(x, zBar, rows, parametersBar, piece, scratch);
        if (piece == 0 && (biased || timed)) {
            addSums(t, zBar, rows, parametersBar, scratch);
        }
    }

    /** Adds {@code x^T zBar} to one piece of the weights' cotangent. */
    private void addProducts(double[] x, double[] zBar, int rows, double[] parametersBar, int piece, Scratch scratch) {
        int first = piece * Scratch.TILE;
        if (byColumns()) {
            addColumns(x, zBar, rows, parametersBar, first, scratch);
        } else {
            addRows(x, zBar, rows, parametersBar, first, scratch);
        }
    }

    private void addRows(double[] x, double[] zBar, int rows, double[] parametersBar, int first, Scratch scratch) {
        int count = Math.min(Scratch.TILE, in - first);
        double[][] tile = scratch.tile;
        for (int i = 0; i < count; i++) {
            System.arraycopy(parametersBar, offset + (first + i) * out, tile[i], 0, out);
        }
        for (int row = 0; row < rows; row += Scratch.TERMS) {
            int terms = copyRows(zBar, out, row, rows, scratch);
            RowProducts.accumulate(x, row * in + first, 1, in, count, terms, scratch.terms, tile, out);
        }
        for (int i = 0; i < count; i++) {
            System.arraycopy(tile[i], 0, parametersBar, offset + (first + i) * out, out);
        }
    }

    private void addColumns(double[] x, double[] zBar, int rows, double[] parametersBar, int first, Scratch scratch) {
        int count = Math.min(Scratch.TILE, out - first);
        if (rows == 1) {
            addOuterProduct(x, zBar, parametersBar, first, count);
            return;
        }
        double[][] tile = scratch.tile;
        for (int j = 0; j < count; j++) {
            Arrays.fill(tile[j], 0, in, 0);
        }
        for (int row = 0; row < rows; row += Scratch.TERMS) {
            int terms = copyRows(x, in, row, rows, scratch);
            RowProducts.accumulate(zBar, row * out + first, 1, out, count, terms, scratch.terms, tile, in);
        }
        for (int j = 0; j < count; j++) {
            double[] column = tile[j];
            int at = offset + first + j;
            for (int i = 0; i < in; i++) {
                parametersBar[at + i * out] += column[i];
            }
        }
    }

    /** One sample is too little for a detour over tiles. */
    private void addOuterProduct(double[] x, double[] zBar, double[] parametersBar, int first, int count) {
        for (int j = first; j < first + count; j++) {
            double factor = zBar[j];
            int at = offset + j;
            for (int i = 0; i < in; i++) {
                parametersBar[at] = multiplyAdd(factor, x[i], parametersBar[at]);
                at += out;
            }
        }
    }

    /** Adds the sum of the rows of {@code zBar} to the bias's cotangent, and {@code t} times it to that of the time's weights. */
    private void addSums(double t, double[] zBar, int rows, double[] parametersBar, Scratch scratch) {
        double[] sum = rows == 1 ? zBar : sumRows(zBar, rows, scratch);
        int at = biasOffset();
        for (int j = 0; biased && j < out; j++) {
            parametersBar[at + j] += sum[j];
        }
        at = timeOffset();
        for (int j = 0; timed && j < out; j++) {
            parametersBar[at + j] = multiplyAdd(t, sum[j], parametersBar[at + j]);
        }
    }

    private double[] sumRows(double[] zBar, int rows, Scratch scratch) {
        double[] sum = scratch.sum[0];
        Arrays.fill(sum, 0, out, 0);
        if (out <= NARROW) {
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < out; j++) {
                    sum[j] += zBar[row * out + j];
                }
            }
            return sum;
        }
        for (int row = 0; row < rows; row += Scratch.TERMS) {
            int terms = copyRows(zBar, out, row, rows, scratch);
            RowProducts.accumulate(scratch.ones, 0, 0, 1, 1, terms, scratch.terms, scratch.sum, out);
        }
        return sum;
    }

    private static int copyRows(double[] source, int length, int row, int rows, Scratch scratch) {
        int count = Math.min(Scratch.TERMS, rows - row);
        for (int i = 0; i < count; i++) {
            System.arraycopy(source, (row + i) * length, scratch.terms[i], 0, length);
        }
        return count;
    }

    @Override
    public double timeBar(double[] zBar, int rows, Scratch scratch) {
        if (!timed) {
            return 0;
        }
        double[] sum = sumRows(zBar, rows, scratch);
        double total = 0;
        for (int j = 0; j < out; j++) {
            total = multiplyAdd(timeWeight[j], sum[j], total);
        }
        return total;
    }

    /** The same layer with the parameters' change in place of the parameters. */
    private DenseStep change(double[] parametersDot) {
        if (change == null) {
            change = new DenseStep(in, out, offset, biased, timed);
        }
        change.load(parametersDot);
        return change;
    }

    @Override
    public void tangent(
            double t,
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double tDot,
            double[] zDot,
            int rows,
            Scratch scratch) {
        multiply(xDot, in, weight, transpose, null, zDot, out, 0, rows, scratch);
        if (parametersDot != null) {
            DenseStep dot = change(parametersDot);
            dot.addForward(dot.start(t, scratch), x, zDot, rows);
        }
        for (int i = 0; timed && i < rows * out; i++) {
            zDot[i] = multiplyAdd(tDot, timeWeight[i % out], zDot[i]);
        }
    }

    private void addForward(double[] start, double[] x, double[] z, int rows) {
        for (int i = 0; i < rows * out; i++) {
            z[i] += start[i % out];
        }
        RowProducts.accumulateNarrow(x, 0, rows, in, transpose, z, 0, out);
    }

    @Override
    public void pullbackChange(
            double[] x,
            double[] z,
            double[] xDot,
            double @Nullable [] parametersDot,
            double[] zBar,
            double[] xBarDot,
            double @Nullable [] parametersBarDot,
            int rows,
            Scratch scratch) {
        if (parametersDot != null) {
            RowProducts.accumulateNarrow(zBar, 0, rows, out, change(parametersDot).weight, xBarDot, 0, in);
        }
        if (parametersBarDot != null) {
            for (int piece = 0; piece < pieces(); piece++) {
                addProducts(xDot, zBar, rows, parametersBarDot, piece, scratch);
            }
        }
    }
}
