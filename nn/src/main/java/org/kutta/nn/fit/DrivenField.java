package org.kutta.nn.fit;

import java.util.OptionalInt;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.heap.SecondOrderField;

/**
 * A vector field under measured inputs: {@code dy/dt = f(t, y, u(t), p)}, on batches of samples.
 *
 * <p>Shared and immutable but for its parameters, like a {@link DifferentiableField}; that is one with no inputs.
 *
 * @param <S> type of the state
 */
public interface DrivenField<S> {

    /** {@return the number of components of the inputs, 0 for a field that nothing drives} */
    int inputs();

    /** {@return the number of components of a state, empty where the field does not say} */
    default OptionalInt components() {
        return OptionalInt.empty();
    }

    /** {@return the groups of the parameter vector} */
    ParameterLayout layout();

    /** {@return the parameters, one flat vector, live} */
    S parameters();

    /**
     * Allocates what evaluations on one thread need.
     *
     * @param like a state {@code [rows, features]}; not kept
     * @param u the inputs {@code [rows, inputs]}, live: the caller writes those of the time before each evaluation; not read where {@link #inputs} is 0
     * @return the bound field, closed by the caller
     */
    BoundField<S> bind(S like, S u);

    /**
     * {@return a field that nothing drives}
     *
     * @param field the field
     * @param <S> type of the state
     */
    static <S> DrivenField<S> of(DifferentiableField<S> field) {
        return new DrivenField<>() {
            @Override
            public int inputs() {
                return 0;
            }

            @Override
            public OptionalInt components() {
                if (field instanceof HeapField heap) {
                    return OptionalInt.of(heap.features());
                }
                return field instanceof SecondOrderField second
                        ? OptionalInt.of(second.features())
                        : OptionalInt.empty();
            }

            @Override
            public ParameterLayout layout() {
                return field.layout();
            }

            @Override
            public S parameters() {
                return field.parameters();
            }

            @Override
            public BoundField<S> bind(S like, S u) {
                return field.bind(like);
            }
        };
    }
}
