package org.kutta.nn.fit;

import java.util.List;
import java.util.stream.IntStream;
import org.kutta.adjoint.BoundField;
import org.kutta.nn.layer.Augment;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Batches of arrays, on whatever device they live. */
final class ArrayRows implements Rows<INDArray> {
    private final NdArraySpace space;

    ArrayRows(DataType dataType) {
        this.space = NdArraySpace.of(dataType);
    }

    @Override
    public StateSpace<INDArray> space() {
        return space;
    }

    @Override
    public DataType dataType() {
        return space.dataType();
    }

    @Override
    public INDArray zeros(int rows, int columns) {
        return columns == 0 ? Nd4j.empty(dataType()) : NativeArrays.zeros(dataType(), rows, columns);
    }

    @Override
    public INDArray vector(double[] values) {
        return NativeArrays.vector(dataType(), values);
    }

    @Override
    public double[] read(INDArray state) {
        return NativeArrays.toHeap(state);
    }

    @Override
    public void write(double[] values, INDArray state) {
        if (values.length > 0) {
            NativeArrays.write(values, state);
        }
    }

    @Override
    public Block<INDArray> block(int batches, int rows, int columns) {
        INDArray whole = NativeArrays.zeros(dataType(), (long) batches * rows * columns);
        List<INDArray> parts = IntStream.range(0, batches)
                .mapToObj(k -> NativeArrays.view(
                        NativeArrays.slice(whole, (long) k * rows * columns, (long) rows * columns), rows, columns))
                .toList();
        return new Block<>() {
            @Override
            public List<INDArray> batches() {
                return parts;
            }

            @Override
            public void write(double[] values) {
                ArrayRows.this.write(values, whole);
            }

            @Override
            public void release() {
                whole.close();
            }
        };
    }

    @Override
    public INDArray part(INDArray flat, int offset, int length) {
        return NativeArrays.slice(flat, offset, length);
    }

    @Override
    public void load(INDArray flat, int offset, INDArray part) {}

    @Override
    public void store(INDArray part, INDArray flat, int offset) {}

    @Override
    public INDArray mirror(INDArray vector) {
        return vector;
    }

    @Override
    public void pull(INDArray vector, INDArray mirror) {}

    @Override
    public void push(INDArray mirror, INDArray vector) {}

    @Override
    public void copyToRow(INDArray flat, int offset, INDArray state, int row, int columns) {
        NativeArrays.copy(NativeArrays.slice(flat, offset, columns), row(state, row, columns));
    }

    @Override
    public void addRowTo(double factor, INDArray state, int row, int columns, INDArray flat, int offset) {
        NativeArrays.axpy(factor, row(state, row, columns), NativeArrays.slice(flat, offset, columns));
    }

    private static INDArray row(INDArray state, int row, int columns) {
        return NativeArrays.slice(NativeArrays.view(state, state.length()), (long) row * columns, columns);
    }

    @Override
    public Runnable join(INDArray left, INDArray right, INDArray joined, int rows) {
        PreparedOp op = PreparedOp.of("concat", joined, left, right).integers(1);
        return op::run;
    }

    @Override
    public Runnable takeLeft(INDArray joined, INDArray left, int rows) {
        PreparedOp op = PreparedOp.of("slice", left, joined).integers(0, 0, rows, left.size(1));
        return op::run;
    }

    @Override
    public Runnable multiply(INDArray a, INDArray b, INDArray product) {
        PreparedOp op = PreparedOp.of("multiply", product, a, b);
        return op::run;
    }

    @Override
    public Runnable clamp(INDArray a, double limit, INDArray result) {
        PreparedOp op = PreparedOp.of("clipbyvalue", result, a).reals(-limit, limit);
        return op::run;
    }

    /** A layer is a field only if it preserves its shape, so zeros follow the outputs where there are fewer of them. */
    @Override
    public BoundField<INDArray> bindNetwork(Layer layer, int inputs, int outputs, INDArray parameters, int rows) {
        Layer square = inputs == outputs ? layer : Sequential.of(layer, new Augment(inputs - outputs));
        LayerField field = new LayerField(square, Shape.of(inputs), parameters, Nd4j.empty(dataType()), Mode.EVALUATE);
        BoundField<INDArray> bound;
        try (INDArray like = NativeArrays.zeros(dataType(), rows, inputs)) {
            bound = field.bind(like);
        }
        return inputs == outputs ? bound : new NarrowedField(this, bound, rows, inputs, outputs);
    }
}
