package org.kutta.nn.scheme;

import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where the cotangents of a formula's nodes are while the backward pass is being written, last node first. A node's array is taken when its first consumer writes it, and given back
 * by {@link #finish} once its producer has read it.
 */
final class Cotangents {

    private final PlanContext context;
    private final @Nullable INDArray[] bars;
    /** Belongs to the caller: may be overwritten, never given back. */
    private final INDArray outputBar;

    Cotangents(PlanContext context, int nodes, int output, INDArray outputBar) {
        this.context = context;
        this.bars = new INDArray[nodes];
        this.outputBar = outputBar;
        bars[output] = outputBar;
    }

    /** The complete cotangent of a node whose consumers have all been written. */
    INDArray of(int node) {
        INDArray bar = bars[node];
        if (bar == null) {
            throw new IllegalStateException("node " + node + " has no consumer");
        }
        return bar;
    }

    boolean isMissing(int node) {
        return bars[node] == null;
    }

    /** Adds {@code bar(node) += factor source}. */
    void add(Program program, int node, double factor, INDArray source) {
        INDArray bar = bars[node];
        if (bar != null) {
            program.axpy(factor, source, bar);
            return;
        }
        INDArray fresh = context.acquire(source.shape());
        program.copy(source, fresh);
        scale(program, factor, fresh);
        bars[node] = fresh;
    }

    /** The same with an array that nobody else needs: it becomes the cotangent where there is none, and is given back where there is. */
    void give(Program program, int node, double factor, INDArray source) {
        if (bars[node] != null) {
            add(program, node, factor, source);
            giveBack(source);
            return;
        }
        scale(program, factor, source);
        bars[node] = source;
    }

    private static void scale(Program program, double factor, INDArray bar) {
        if (factor != 1) {
            program.scale(factor, bar);
        }
    }

    /** The cotangent of a node to be added to, zero before the first consumer. */
    INDArray toAddTo(Program program, int node, long... shape) {
        INDArray bar = bars[node];
        if (bar == null) {
            bar = context.acquire(shape);
            program.setZero(bar);
            bars[node] = bar;
        }
        return bar;
    }

    /** Says that the producer of a node has read its cotangent. */
    void finish(int node) {
        giveBack(of(node));
    }

    private void giveBack(INDArray array) {
        if (!NativeArrays.sameMemory(array, outputBar)) {
            context.release(array);
        }
    }
}
