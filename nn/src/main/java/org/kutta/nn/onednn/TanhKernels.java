package org.kutta.nn.onednn;

import org.bytedeco.dnnl.eltwise_backward;
import org.bytedeco.dnnl.eltwise_forward;
import org.bytedeco.dnnl.global.dnnl;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.Primitive.Argument;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The transpose of the hyperbolic tangent. */
public final class TanhKernels {

    private TanhKernels() {}

    /**
     * Adds {@code xBar = yBar (1 - y y)}, in one pass.
     *
     * @param workspace closes the kernel
     * @param program receives the step
     * @param y what the forward pass gave
     * @param yBar its cotangent
     * @param xBar receives the cotangent of the argument; may be {@code yBar}
     */
    public static void backward(Workspace workspace, Program program, INDArray y, INDArray yBar, INDArray xBar) {
        Layout layout = Layout.vector(y.length());
        int kind = dnnl.dnnl_eltwise_tanh_use_dst_for_bwd;
        Kernels.add(workspace, program, 0, y.length(), kernels -> {
            eltwise_forward.primitive_desc hint = new eltwise_forward.primitive_desc(
                    new eltwise_forward.desc(dnnl.dnnl_forward_training, kind, layout.descriptor(), 0, 0),
                    Primitive.attributes(),
                    OneDnn.engine(),
                    false);
            eltwise_backward.primitive_desc description = new eltwise_backward.primitive_desc(
                    new eltwise_backward.desc(kind, layout.descriptor(), layout.descriptor(), 0, 0),
                    Primitive.attributes(),
                    OneDnn.engine(),
                    hint,
                    false);
            kernels.add(
                    new eltwise_backward(description),
                    description,
                    new Argument(dnnl.DNNL_ARG_DST, layout, y),
                    new Argument(dnnl.DNNL_ARG_DIFF_DST, layout, yBar),
                    new Argument(dnnl.DNNL_ARG_DIFF_SRC, layout, xBar));
        });
    }
}
