package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;

/**
 * A {@link Linearization} that also multiplies by the derivative itself and knows how its pullback changes.
 *
 * <p>Forward sensitivities, exact traces and Jacobian penalties need the first, Hessian-vector products the second.
 *
 * @param <S> type of the state
 */
public interface TangentLinearization<S> extends Linearization<S> {

    /**
     * Writes the change of the derivative along a direction, {@code (df/dy) yDot + (df/dp) pDot + (df/dt) tDot}.
     *
     * @param tDot change of the time
     * @param yDot change of the state, same shape; not modified; null stands for zero
     * @param parametersDot change of the parameters, of the layout's size; not modified; null stands for zero
     * @param dydtDot receives the change of {@code dydt}, same shape as the state; overwritten whole, none of the others
     */
    void tangent(double tDot, @Nullable S yDot, @Nullable S parametersDot, S dydtDot);

    /**
     * Accumulates the change of the pullback of a fixed cotangent along a direction, at fixed time.
     *
     * <p>With {@code w} the cotangent and {@code e -> 0}, adds {@code d/de [(df/dy)^T w]} and
     * {@code d/de [(df/dp)^T w]}, both taken at {@code (t, y + e yDot, p + e pDot)}. Since second derivatives are
     * symmetric, this is also the gradient of {@code w . tangent(0, yDot, pDot)} with respect to {@code y} and {@code p}.
     *
     * @param cotangent cotangent of {@code dydt}, same shape as the state; not modified
     * @param yDot direction of the state, same shape; not modified; null stands for zero
     * @param parametersDot direction of the parameters; not modified; null stands for zero
     * @param yBarDot accumulated into, same shape as the state, none of the others; null skips it
     * @param parametersBarDot accumulated into, of the layout's size; null skips it
     */
    void pullbackTangent(
            S cotangent,
            @Nullable S yDot,
            @Nullable S parametersDot,
            @Nullable S yBarDot,
            @Nullable S parametersBarDot);
}
