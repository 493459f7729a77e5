package org.kutta.nn.fit;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.kutta.adjoint.BoundField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Batches on the heap. */
final class HeapRows implements Rows<double[]> {
    static final HeapRows INSTANCE = new HeapRows();

    private HeapRows() {}

    @Override
    public StateSpace<double[]> space() {
        return DoubleArraySpace.INSTANCE;
    }

    @Override
    public DataType dataType() {
        return DataType.DOUBLE;
    }

    @Override
    public double[] zeros(int rows, int columns) {
        return new double[rows * columns];
    }

    @Override
    public double[] vector(double[] values) {
        return values.clone();
    }

    @Override
    public double[] read(double[] state) {
        return state;
    }

    @Override
    public void write(double[] values, double[] state) {
        System.arraycopy(values, 0, state, 0, state.length);
    }

    @Override
    public Block<double[]> block(int batches, int rows, int columns) {
        int length = rows * columns;
        List<double[]> parts =
                Stream.generate(() -> new double[length]).limit(batches).toList();
        return new Block<>() {
            @Override
            public List<double[]> batches() {
                return parts;
            }

            @Override
            public void write(double[] values) {
                for (int k = 0; k < batches; k++) {
                    System.arraycopy(values, k * length, parts.get(k), 0, length);
                }
            }

            @Override
            public void release() {}
        };
    }

    @Override
    public double[] part(double[] flat, int offset, int length) {
        return Arrays.copyOfRange(flat, offset, offset + length);
    }

    @Override
    public void load(double[] flat, int offset, double[] part) {
        System.arraycopy(flat, offset, part, 0, part.length);
    }

    @Override
    public void store(double[] part, double[] flat, int offset) {
        System.arraycopy(part, 0, flat, offset, part.length);
    }

    @Override
    public double[] mirror(INDArray vector) {
        return NativeArrays.toHeap(vector);
    }

    @Override
    public void pull(INDArray vector, double[] mirror) {
        System.arraycopy(NativeArrays.toHeap(vector), 0, mirror, 0, mirror.length);
    }

    @Override
    public void push(double[] mirror, INDArray vector) {
        NativeArrays.write(mirror, vector);
    }

    @Override
    public void copyToRow(double[] flat, int offset, double[] state, int row, int columns) {
        System.arraycopy(flat, offset, state, row * columns, columns);
    }

    @Override
    public void addRowTo(double factor, double[] state, int row, int columns, double[] flat, int offset) {
        for (int i = 0; i < columns; i++) {
            flat[offset + i] += factor * state[row * columns + i];
        }
    }

    @Override
    public Runnable join(double[] left, double[] right, double[] joined, int rows) {
        int l = left.length / rows;
        int r = right.length / rows;
        return () -> {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(left, row * l, joined, row * (l + r), l);
                System.arraycopy(right, row * r, joined, row * (l + r) + l, r);
            }
        };
    }

    @Override
    public Runnable takeLeft(double[] joined, double[] left, int rows) {
        int width = joined.length / rows;
        int l = left.length / rows;
        return () -> {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(joined, row * width, left, row * l, l);
            }
        };
    }

    @Override
    public Runnable multiply(double[] a, double[] b, double[] product) {
        return () -> {
            for (int i = 0; i < product.length; i++) {
                product[i] = a[i] * b[i];
            }
        };
    }

    @Override
    public Runnable clamp(double[] a, double limit, double[] result) {
        return () -> {
            for (int i = 0; i < result.length; i++) {
                result[i] = Math.max(-limit, Math.min(limit, a[i]));
            }
        };
    }

    @Override
    public BoundField<double[]> bindNetwork(Layer layer, int inputs, int outputs, double[] parameters, int rows) {
        return HeapMap.of(layer, inputs, parameters).bind(rows);
    }
}
