package org.kutta.nn.onednn;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.dnnl.primitive;
import org.bytedeco.dnnl.primitive_desc_base;
import org.bytedeco.dnnl.reorder;
import org.bytedeco.javacpp.PointerScope;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.kutta.nn.onednn.Primitive.Argument;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Adds bound primitives, and what brings arrays into the layouts they want, to programs. */
final class Kernels {

    /** Up to so many multiply-adds a product takes some ten microseconds on one thread. */
    private static final long FEW_PRODUCTS = 1 << 20;

    /** Up to so many numbers a pass takes some ten microseconds on one thread. */
    private static final long FEW_NUMBERS = 1 << 16;

    private final Workspace workspace;
    private final Program program;

    private Kernels(Workspace workspace, Program program) {
        this.workspace = workspace;
        this.program = program;
    }

    /**
     * Lets {@code steps} add to a program. Where there is little to do the kernels are described for one thread, and run on it.
     *
     * @param products multiply-adds of a run
     * @param numbers components that a run reads or writes
     */
    static void add(Workspace workspace, Program program, long products, long numbers, Consumer<Kernels> steps) {
        boolean few = products <= FEW_PRODUCTS && numbers <= FEW_NUMBERS;
        freeingDescriptions(() -> {
            Backend.runWithin(few ? 1 : Backend.threads(), () -> steps.accept(new Kernels(workspace, program)));
            return program;
        });
    }

    /** Descriptions take some hundred kilobytes each, of which the collector knows nothing: here they are freed with the work that makes them. */
    @SuppressWarnings({"try", "unchecked"}) // the scope is only to be left; generic varargs
    static <T> T freeingDescriptions(Supplier<T> work) {
        try (PointerScope ignored = new PointerScope(primitive_desc_base.class)) {
            return work.get();
        }
    }

    void add(primitive operation, primitive_desc_base description, Argument... bound) {
        Primitive bindings = Primitive.bind(workspace, operation, description, bound);
        program.add(bindings::run);
    }

    /** The array in the wanted layout: itself, or scratch for {@link #giveBack}. */
    INDArray as(Layout wanted, Layout layout, INDArray array) {
        if (wanted.isSameAs(layout)) {
            return array;
        }
        INDArray copy = workspace.acquire(wanted.floats());
        reorder(layout, array, wanted, copy);
        return copy;
    }

    /** Gives scratch back; the array itself may be scratch of the caller's. */
    void giveBack(INDArray copy, INDArray array) {
        if (copy != array) {
            workspace.release(copy);
        }
    }

    /** Where a kernel writes: the array itself, or scratch of the wanted layout, to be given to {@link #deliver}. */
    INDArray targetOf(Layout wanted, Layout layout, INDArray array) {
        if (wanted.isSameAs(layout)) {
            return array;
        }
        INDArray target = workspace.acquire(wanted.floats());
        // Else Winograd's transpose ends the process: it writes past the cache by instructions that insist on it.
        Checks.check(NativeArrays.address(target) % 64 == 0, "scratch must start at a multiple of 64 bytes");
        return target;
    }

    /** Brings what {@link #targetOf} gave into the array. */
    void deliver(Layout wanted, INDArray target, Layout layout, INDArray array) {
        if (target != array) {
            reorder(wanted, target, layout, array);
            workspace.release(target);
        }
    }

    /** Few numbers, such as weights, by one thread, whatever the kernels around it have. */
    void reorder(Layout from, INDArray source, Layout to, INDArray target) {
        int threads = to.floats() <= FEW_NUMBERS ? 1 : Backend.threads();
        Backend.runWithin(threads, () -> addReorder(from, source, to, target));
    }

    private void addReorder(Layout from, INDArray source, Layout to, INDArray target) {
        reorder.primitive_desc description = new reorder.primitive_desc(
                OneDnn.engine(), from.descriptor(), OneDnn.engine(), to.descriptor(), Primitive.attributes(), false);
        add(
                new reorder(description),
                description,
                new Argument(dnnl.DNNL_ARG_FROM, from, source),
                new Argument(dnnl.DNNL_ARG_TO, to, target));
    }
}
