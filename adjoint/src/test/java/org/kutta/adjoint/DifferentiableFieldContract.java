package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.kutta.solver.StateSpace;

/**
 * What every differentiable field promises. A test class implements it for one field; values are drawn around 0 with unit
 * size, so a field with kinks wants {@link #scale} or a {@link #seed} that keeps clear of them.
 *
 * @param <S> type of the state
 */
public interface DifferentiableFieldContract<S> {

    /** The field under test; its parameters are shifted and put back. */
    DifferentiableField<S> field();

    /** Algebra of states and parameters alike. */
    StateSpace<S> space();

    /** A new state of the shape to test with; values do not matter. */
    S newState();

    /** Writes row-major values into a state or a parameter vector. */
    void set(S target, double[] values);

    /** Reads the row-major values of a state or a parameter vector. */
    double[] get(S source);

    default double time() {
        return 0.37;
    }

    /** Whether the pullback knows the cotangent of the time; otherwise it gives NaN. */
    default boolean knowsTime() {
        return true;
    }

    default double scale() {
        return 1.0;
    }

    default long seed() {
        return 20_240_611L;
    }

    /** Bound of relative errors of central differences with step {@code u^(1/3)}: a constant times {@code u^(2/3)}. */
    default double differenceTolerance() {
        return 200 * Math.pow(space().unitRoundoff(), 2.0 / 3);
    }

    /** Bound of relative rounding errors in sums over a state or the parameters. */
    default double roundingTolerance() {
        return 1000 * space().unitRoundoff();
    }

    @Test
    default void at_anyPoint_writesTheBitsOfEvaluate() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S evaluated = newState();
            point.bound.evaluate(time(), point.y, evaluated);
            assertThat(get(point.dydt)).as(point.seed).isEqualTo(get(evaluated));
            S again = newState();
            point.bound.evaluate(time(), point.y, again);
            assertThat(get(again)).as(point.seed).isEqualTo(get(evaluated));
        }
    }

    @Test
    default void parameters_always_haveTheSizeOfTheLayout() {
        assertThat(space().size(field().parameters()))
                .isEqualTo(field().layout().size());
    }

    @Test
    default void pullback_ofTheState_equalsCentralDifferences() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S yBar = newState();
            point.linearization.pullback(point.w, yBar, null);
            for (int trial = 0; trial < 4; trial++) {
                S direction = point.random(newState());
                double expected = point.difference((e, out) -> {
                    S moved = newState();
                    space().copy(point.y, moved);
                    space().axpy(e, direction, moved);
                    point.bound.evaluate(time(), moved, out);
                });
                point.assertClose(space().dot(yBar, direction), expected, yBar, direction);
            }
        }
    }

    @Test
    default void pullback_ofTheParameters_equalsCentralDifferences() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S parameters = field().parameters();
            if (space().size(parameters) == 0) {
                return;
            }
            S kept = space().zerosLike(parameters);
            space().copy(parameters, kept);
            S parametersBar = space().zerosLike(parameters);
            point.linearization.pullback(point.w, null, parametersBar);
            for (int trial = 0; trial < 4; trial++) {
                S direction = point.random(space().zerosLike(parameters));
                double expected = point.difference((e, out) -> {
                    space().axpy(e, direction, parameters);
                    point.bound.evaluate(time(), point.y, out);
                    space().copy(kept, parameters);
                });
                point.assertClose(space().dot(parametersBar, direction), expected, parametersBar, direction);
            }
        }
    }

    @Test
    default void pullback_ofTheTime_equalsCentralDifferences() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            double tBar = point.linearization.pullback(point.w, null, null);
            if (!knowsTime()) {
                assertThat(tBar).isNaN();
                return;
            }
            double expected = point.difference((e, out) -> point.bound.evaluate(time() + e, point.y, out));
            double size = Math.abs(expected) + point.norm(point.w) * point.norm(point.dydt);
            assertThat(tBar).as(point.seed).isCloseTo(expected, within(differenceTolerance() * size));
        }
    }

    @Test
    default void pullback_intoFilledTargets_addsToThem() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S yBar = newState();
            S parametersBar = space().zerosLike(field().parameters());
            point.linearization.pullback(point.w, yBar, parametersBar);
            S yFilled = point.random(newState());
            S pFilled = point.random(space().zerosLike(field().parameters()));
            double[] yExpected = ContractPoint.sum(get(yFilled), get(yBar), 2);
            double[] pExpected = ContractPoint.sum(get(pFilled), get(parametersBar), 2);
            point.linearization.pullback(point.w, yFilled, pFilled);
            point.linearization.pullback(point.w, yFilled, pFilled);
            assertThat(get(yFilled)).as(point.seed).containsExactly(yExpected, within(point.rounding(yExpected)));
            assertThat(get(pFilled)).as(point.seed).containsExactly(pExpected, within(point.rounding(pExpected)));
        }
    }

    @Test
    default void pullback_withNullTargets_skipsOnlyThem() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S yBar = newState();
            S yAlone = newState();
            S pBar = space().zerosLike(field().parameters());
            S pAlone = space().zerosLike(field().parameters());
            double tBar = point.linearization.pullback(point.w, yBar, pBar);
            assertThat(point.linearization.pullback(point.w, yAlone, null)).isEqualTo((Double) tBar);
            assertThat(point.linearization.pullback(point.w, null, pAlone)).isEqualTo((Double) tBar);
            double[] y = get(yBar);
            double[] p = get(pBar);
            assertThat(get(yAlone)).as(point.seed).containsExactly(y, within(point.rounding(y)));
            assertThat(get(pAlone)).as(point.seed).containsExactly(p, within(point.rounding(p)));
        }
    }

    @Test
    default void pullback_afterAnotherLinearizationMoved_keepsItsOwnPoint() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            S before = newState();
            point.linearization.pullback(point.w, before, null);
            try (Linearization<S> other = point.bound.newLinearization()) {
                other.at(time() + 1, point.random(newState()), newState());
                other.pullback(point.w, newState(), null);
                S after = newState();
                point.linearization.pullback(point.w, after, null);
                assertThat(get(after)).as(point.seed).isEqualTo(get(before));
            }
        }
    }

    @Test
    default void tangent_ofAnyDirection_isAdjointToThePullback() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            if (!(point.linearization instanceof TangentLinearization<S> tangents)) {
                return;
            }
            S v = point.random(newState());
            S pDot = point.random(space().zerosLike(field().parameters()));
            double tDot = 0.7;
            S jv = newState();
            tangents.tangent(tDot, v, pDot, jv);
            S yBar = newState();
            S pBar = space().zerosLike(field().parameters());
            double tBar = tangents.pullback(point.w, yBar, pBar);
            double expected = space().dot(yBar, v) + space().dot(pBar, pDot) + tBar * tDot;
            double size = point.norm(yBar) * point.norm(v)
                    + point.norm(pBar) * point.norm(pDot)
                    + point.norm(jv) * point.norm(point.w);
            assertThat(space().dot(jv, point.w)).as(point.seed).isCloseTo(expected, within(roundingTolerance() * size));
            S onlyParameters = newState();
            tangents.tangent(0, null, pDot, onlyParameters);
            S onlyState = newState();
            tangents.tangent(0, v, null, onlyState);
            S onlyTime = newState();
            tangents.tangent(tDot, null, null, onlyTime);
            double[] parts =
                    ContractPoint.sum(ContractPoint.sum(get(onlyState), get(onlyParameters), 1), get(onlyTime), 1);
            assertThat(get(jv)).as(point.seed).containsExactly(parts, within(10 * point.rounding(parts)));
        }
    }

    @Test
    default void pullbackTangent_ofAnyDirection_equalsDifferencesOfPullbacks() {
        try (ContractPoint<S> point = new ContractPoint<>(this)) {
            if (!(point.linearization instanceof TangentLinearization<S> tangents)) {
                return;
            }
            S parameters = field().parameters();
            S v = point.random(newState());
            S pDot = point.random(space().zerosLike(parameters));
            S yBarDot = newState();
            S pBarDot = space().zerosLike(parameters);
            tangents.pullbackTangent(point.w, v, pDot, yBarDot, pBarDot);

            double e = Math.cbrt(space().unitRoundoff());
            S kept = space().zerosLike(parameters);
            space().copy(parameters, kept);
            S yExpected = newState();
            S pExpected = space().zerosLike(parameters);
            for (int sign = -1; sign <= 1; sign += 2) {
                S moved = newState();
                space().copy(point.y, moved);
                space().axpy(sign * e, v, moved);
                space().axpy(sign * e, pDot, parameters);
                S yBar = newState();
                S pBar = space().zerosLike(parameters);
                try (Linearization<S> there = point.bound.newLinearization()) {
                    there.at(time(), moved, newState());
                    there.pullback(point.w, yBar, pBar);
                }
                space().axpy(sign / (2 * e), yBar, yExpected);
                space().axpy(sign / (2 * e), pBar, pExpected);
                space().copy(kept, parameters);
            }
            double bound = differenceTolerance() * (1 + point.norm(yExpected) + point.norm(pExpected));
            assertThat(get(yBarDot)).as(point.seed).containsExactly(get(yExpected), within(bound));
            assertThat(get(pBarDot)).as(point.seed).containsExactly(get(pExpected), within(bound));
        }
    }
}
