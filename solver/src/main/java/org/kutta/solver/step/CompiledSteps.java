package org.kutta.solver.step;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.tableau.ButcherTableau;

/** The compiled steps of each class of fields, made once and kept as long as that class. */
final class CompiledSteps {

    /** More than a program's own tableaus come to; one that makes them on the fly goes on with the plain step. */
    private static final int MOST_PER_FIELD = 32;

    private static final ClassValue<Map<Key, Optional<CompiledStep>>> BY_FIELD = new ClassValue<>() {
        @Override
        protected Map<Key, Optional<CompiledStep>> computeValue(Class<?> type) {
            return new ConcurrentHashMap<>();
        }
    };

    private record Key(ButcherTableau tableau, boolean solutionOnly, int components) {}

    private CompiledSteps() {}

    static @Nullable CompiledStep of(Class<?> field, ButcherTableau tableau, boolean solutionOnly, int components) {
        if (components > StepCompiler.MAX_COMPONENTS) {
            return null;
        }
        Map<Key, Optional<CompiledStep>> steps = BY_FIELD.get(field);
        Key key = new Key(tableau, solutionOnly, components);
        Optional<CompiledStep> known = steps.get(key);
        if (known == null) {
            if (steps.size() >= MOST_PER_FIELD) {
                return null;
            }
            known = steps.computeIfAbsent(
                    key, k -> Optional.ofNullable(StepCompiler.compile(tableau, solutionOnly, components)));
        }
        return known.orElse(null);
    }
}
