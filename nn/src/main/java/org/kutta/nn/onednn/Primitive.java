package org.kutta.nn.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.memory;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_attr;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.stream;
import org.bytedeco.javacpp.Pointer;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A primitive bound once to arrays and run many times, a microsecond a call beyond the arithmetic.
 *
 * <p>It holds the arrays, none of which may be closed while it is in use. One thread at a time, which need not be the one that made it; but never with more
 * threads below it than there were then: many kernels ask for their number in each run, and take scratch for each, of which there is as much as was described.
 */
final class Primitive {

    private final List<Pointer> held = new ArrayList<>();
    private final dnnl_primitive handle;
    private final dnnl_stream stream;
    private final dnnl_exec_arg_t arguments;
    /** Kept from the collector: the native side holds addresses only. */
    private final List<Argument> bound;

    private final int threads = Backend.threads();
    private final Runnable execution = this::execute;
    private boolean closed;

    private Primitive(primitive operation, List<Argument> bound) {
        this.bound = bound;
        stream queue = new stream(OneDnn.engine());
        held.add(operation);
        held.add(queue);
        this.handle = operation.get();
        this.stream = queue.get();
        this.arguments = new dnnl_exec_arg_t(bound.size());
        held.add(arguments);
        for (int i = 0; i < bound.size(); i++) {
            Argument argument = bound.get(i);
            memory view =
                    new memory(argument.layout.descriptor(), OneDnn.engine(), NativeArrays.memory(argument.array));
            held.add(view);
            arguments.position(i).arg(argument.index).memory(view.get());
        }
        arguments.position(0);
    }

    /** An array in a role, such as {@code DNNL_ARG_SRC}. */
    record Argument(int index, Layout layout, INDArray array) {}

    /** Memory is taken from the caller: what oneDNN keeps by itself is shared by all primitives that one thread has made, whoever runs them. */
    static primitive_attr attributes() {
        primitive_attr attributes = new primitive_attr();
        attributes.set_scratchpad_mode(dnnl.dnnl_scratchpad_mode_user);
        return attributes;
    }

    /** Binds a primitive, which {@code workspace} closes, in the thread and with the number of threads for which it was described. */
    static Primitive bind(
            Workspace workspace, primitive operation, primitive_desc_base description, Argument... bound) {
        List<Argument> all = new ArrayList<>(List.of(bound));
        Layout scratchpad = new Layout(description.scratchpad_desc());
        if (!scratchpad.isEmpty()) {
            INDArray scratch = workspace.acquire(scratchpad.floats());
            all.add(new Argument(dnnl.DNNL_ARG_SCRATCHPAD, scratchpad, scratch));
            workspace.release(scratch); // what is planned later also runs later
        }
        Primitive primitive = new Primitive(operation, all);
        workspace.own(primitive::close);
        return primitive;
    }

    void run() {
        if (closed) {
            throw new IllegalStateException("the plan of this kernel is closed");
        }
        Backend.runWithin(threads, execution);
    }

    private void execute() {
        int status = dnnl.dnnl_primitive_execute(handle, stream, bound.size(), arguments);
        if (status != dnnl.dnnl_success) {
            throw new IllegalStateException("oneDNN could not run a kernel: status " + status);
        }
    }

    void close() {
        if (!closed) {
            closed = true;
            held.forEach(Pointer::close);
            bound.clear();
        }
    }
}
