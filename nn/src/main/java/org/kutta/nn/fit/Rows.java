package org.kutta.nn.fit;

import java.util.List;
import org.kutta.adjoint.BoundField;
import org.kutta.nn.layer.Layer;
import org.kutta.solver.StateSpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What fitting needs of a batch of states {@code [rows, columns]} beyond the algebra of solvers, for states on the heap and for arrays.
 *
 * <p>A {@link Runnable} is an operation bound once to its operands and run many times.
 */
interface Rows<S> {

    StateSpace<S> space();

    /** Type of the vectors that the trainer sees. */
    DataType dataType();

    /** A new batch of zeros. */
    S zeros(int rows, int columns);

    /** A new parameter vector. */
    S vector(double[] values);

    /** The components on the heap, row-major, not to be written: a transfer from a device. */
    double[] read(S state);

    /** Overwrites all components. */
    void write(double[] values, S state);

    /** Batches of one shape that are written at once. */
    interface Block<S> {
        List<S> batches();

        void write(double[] values);

        void release();
    }

    /** A new block of zeros. */
    Block<S> block(int batches, int rows, int columns);

    /** A part of a parameter vector: a view where there are views, else a buffer for {@link #load} and {@link #store}. */
    S part(S flat, int offset, int length);

    /** Brings a part up to date with the vector. */
    void load(S flat, int offset, S part);

    /** Brings the vector up to date with a part. */
    void store(S part, S flat, int offset);

    /** The trainer's vector as a vector of this kind: the vector itself, or a copy for {@link #pull} and {@link #push}. */
    S mirror(INDArray vector);

    void pull(INDArray vector, S mirror);

    void push(S mirror, INDArray vector);

    /** Copies a stretch of a vector into a row. */
    void copyToRow(S flat, int offset, S state, int row, int columns);

    /** Adds a multiple of a row to a stretch of a vector. */
    void addRowTo(double factor, S state, int row, int columns, S flat, int offset);

    /** Joins the columns of two batches. */
    Runnable join(S left, S right, S joined, int rows);

    /** Takes the first columns of a batch. */
    Runnable takeLeft(S joined, S left, int rows);

    Runnable multiply(S a, S b, S product);

    Runnable clamp(S a, double limit, S result);

    /** Binds a network from {@code [rows, inputs]} to {@code [rows, outputs]} to its parameters, live. */
    BoundField<S> bindNetwork(Layer layer, int inputs, int outputs, S parameters, int rows);
}
