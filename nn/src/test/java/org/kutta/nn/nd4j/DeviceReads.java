package org.kutta.nn.nd4j;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.blas.Level1;
import org.nd4j.linalg.factory.BlasWrapper;
import org.nd4j.linalg.factory.Nd4j;

/** Counts the level-1 reductions, each of which brings one number from the device, while it is open. */
public final class DeviceReads implements AutoCloseable {

    private static final Set<String> REDUCTIONS = Set.of("dot", "nrm2", "asum", "iamax", "iamin");

    private final AtomicLong count = new AtomicLong();
    private final Field holder;
    private final BlasWrapper original;

    /** Begins to count. */
    public DeviceReads() {
        try {
            holder = Nd4j.class.getDeclaredField("BLAS_WRAPPER_INSTANCE");
            holder.setAccessible(true);
            original = Nd4j.getBlasWrapper();
            Level1 level1 = proxy(Level1.class, original.level1(), null);
            holder.set(null, proxy(BlasWrapper.class, original, level1));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T proxy(Class<T> type, T target, @Nullable Level1 level1) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    if (level1 != null && method.getName().equals("level1")) {
                        return level1;
                    }
                    if (level1 == null && REDUCTIONS.contains(method.getName())) {
                        count.incrementAndGet();
                    }
                    try {
                        return method.invoke(target, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** {@return the reductions since this was made} */
    public long count() {
        return count.get();
    }

    @Override
    public void close() {
        try {
            holder.set(null, original);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
