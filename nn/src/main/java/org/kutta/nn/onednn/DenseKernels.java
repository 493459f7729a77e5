package org.kutta.nn.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.matmul;
import org.bytedeco.dnnl.post_ops;
import org.bytedeco.dnnl.primitive_attr;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.Primitive.Argument;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An affine map of the rows of {@code [rows, in]} by weights {@code [in, units]}, with the hyperbolic tangent after it or without, and its transpose. */
public final class DenseKernels {

    private final Workspace workspace;
    private final long rows;
    private final long in;
    private final long units;

    /**
     * Describes the map.
     *
     * @param workspace gives scratch, and closes the kernels
     * @param rows number of rows
     * @param in components of a row
     * @param units components of a result
     */
    public DenseKernels(Workspace workspace, long rows, long in, long units) {
        this.workspace = workspace;
        this.rows = rows;
        this.in = in;
        this.units = units;
    }

    /**
     * Adds {@code y = x weight + bias}, or the hyperbolic tangent of it, formed while the numbers are in the cache.
     *
     * @param program receives the step
     * @param x rows
     * @param weight weights
     * @param bias {@code [units]}, or null for none
     * @param tanh whether the hyperbolic tangent follows
     * @param y receives the results
     */
    public void forward(
            Program program, INDArray x, INDArray weight, @Nullable INDArray bias, boolean tanh, INDArray y) {
        List<Argument> bound = new ArrayList<>();
        bound.add(new Argument(dnnl.DNNL_ARG_SRC, Layout.matrix(rows, in, false), x));
        bound.add(new Argument(dnnl.DNNL_ARG_WEIGHTS, Layout.matrix(in, units, false), weight));
        bound.add(new Argument(dnnl.DNNL_ARG_DST, Layout.matrix(rows, units, false), y));
        if (bias != null) {
            bound.add(new Argument(dnnl.DNNL_ARG_BIAS, Layout.matrix(1, units, false), bias));
        }
        primitive_attr attributes = Primitive.attributes();
        if (tanh) {
            post_ops after = new post_ops();
            after.append_eltwise(1, dnnl.dnnl_eltwise_tanh, 0, 0);
            attributes.set_post_ops(after);
        }
        product(program, attributes, bound);
    }

    /**
     * Adds the pullback.
     *
     * @param program receives the steps
     * @param x rows of the forward pass
     * @param weight weights
     * @param yBar cotangent of {@code x weight + bias}
     * @param xBar receives the cotangent of the rows
     * @param weightBar receives the cotangent of the weights
     * @param biasBar receives the cotangent of the bias; null for none
     * @param ones {@code [1, rows]}, all ones
     */
    public void backward(
            Program program,
            INDArray x,
            INDArray weight,
            INDArray yBar,
            INDArray xBar,
            INDArray weightBar,
            @Nullable INDArray biasBar,
            INDArray ones) {
        product(
                program,
                Primitive.attributes(),
                List.of(
                        new Argument(dnnl.DNNL_ARG_SRC, Layout.matrix(in, rows, true), x),
                        new Argument(dnnl.DNNL_ARG_WEIGHTS, Layout.matrix(rows, units, false), yBar),
                        new Argument(dnnl.DNNL_ARG_DST, Layout.matrix(in, units, false), weightBar)));
        if (biasBar != null) {
            product(
                    program,
                    Primitive.attributes(),
                    List.of(
                            new Argument(dnnl.DNNL_ARG_SRC, Layout.matrix(1, rows, false), ones),
                            new Argument(dnnl.DNNL_ARG_WEIGHTS, Layout.matrix(rows, units, false), yBar),
                            new Argument(dnnl.DNNL_ARG_DST, Layout.matrix(1, units, false), biasBar)));
        }
        product(
                program,
                Primitive.attributes(),
                List.of(
                        new Argument(dnnl.DNNL_ARG_SRC, Layout.matrix(rows, units, false), yBar),
                        new Argument(dnnl.DNNL_ARG_WEIGHTS, Layout.matrix(units, in, true), weight),
                        new Argument(dnnl.DNNL_ARG_DST, Layout.matrix(rows, in, false), xBar)));
    }

    /** The arguments are left factor, right factor, result, and a bias if there is a fourth. */
    private void product(Program program, primitive_attr attributes, List<Argument> bound) {
        Layout left = bound.get(0).layout();
        Layout right = bound.get(1).layout();
        Layout result = bound.get(2).layout();
        Layout bias = bound.size() > 3 ? bound.get(3).layout() : Layout.nothing();
        Kernels.add(workspace, program, rows * in * units, 0, kernels -> {
            matmul.desc wanted =
                    new matmul.desc(left.descriptor(), right.descriptor(), bias.descriptor(), result.descriptor());
            matmul.primitive_desc description = new matmul.primitive_desc(wanted, attributes, OneDnn.engine(), false);
            kernels.add(new matmul(description), description, bound.toArray(Argument[]::new));
        });
    }
}
