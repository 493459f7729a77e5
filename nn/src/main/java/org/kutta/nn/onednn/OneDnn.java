package org.kutta.nn.onednn;

import org.bytedeco.dnnl.engine;
import org.bytedeco.dnnl.global.dnnl;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;

/** Whether oneDNN can be called here. It is loaded when first asked for; {@code -Dkutta.onednn=false} leaves it out. */
public final class OneDnn {

    private OneDnn() {}

    /** Loads the library once. */
    private static final class Holder {
        static final @Nullable engine ENGINE = load();

        private Holder() {}

        private static @Nullable engine load() {
            if (!NativeArrays.areOnHost()
                    || System.getProperty("kutta.onednn", "true").equals("false")) {
                return null;
            }
            try {
                return new engine(engine.kind.cpu, 0);
            } catch (LinkageError | RuntimeException e) { // no build for this platform, or none on the class path
                return null;
            }
        }
    }

    /** {@return whether the library is loaded and arrays are on the host} */
    public static boolean isAvailable() {
        return Holder.ENGINE != null;
    }

    /**
     * Whether layers on arrays of a type use it.
     *
     * @param type a data type
     * @return true for FLOAT where the library is available
     */
    public static boolean serves(DataType type) {
        return type == DataType.FLOAT && isAvailable();
    }

    /** Whether a register holds 16 numbers, as AVX-512's do; only where {@link #isAvailable}. */
    static boolean hasRegistersOf16() {
        return (dnnl.dnnl_get_effective_cpu_isa() & dnnl.dnnl_cpu_isa_avx512_core) == dnnl.dnnl_cpu_isa_avx512_core;
    }

    /** The processor; only where {@link #isAvailable}. */
    static engine engine() {
        engine processor = Holder.ENGINE;
        if (processor == null) {
            throw new IllegalStateException("oneDNN is not available here");
        }
        return processor;
    }
}
