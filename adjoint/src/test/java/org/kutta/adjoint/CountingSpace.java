package org.kutta.adjoint;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.StateSpace;

/** {@code double[]} as if it were native memory: knows the states that were made and not given back. */
final class CountingSpace {
    private final Set<double[]> held = Collections.newSetFromMap(new IdentityHashMap<>());

    @SuppressWarnings("unchecked")
    StateSpace<double[]> space() {
        return (StateSpace<double[]>) Proxy.newProxyInstance(
                StateSpace.class.getClassLoader(),
                new Class<?>[] {StateSpace.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    private @Nullable Object call(Method method, Object[] arguments) throws Throwable {
        Object result;
        try {
            result = method.invoke(DoubleArraySpace.INSTANCE, arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getTargetException();
        }
        switch (method.getName()) {
            case "zerosLike" -> held.add((double[]) result);
            case "newStages" -> Collections.addAll(held, (double[][]) result);
            case "release" -> {
                if (!held.remove((double[]) arguments[0])) {
                    throw new IllegalStateException("a state that is not held is given back");
                }
            }
            default -> {}
        }
        return result;
    }

    int held() {
        return held.size();
    }
}
