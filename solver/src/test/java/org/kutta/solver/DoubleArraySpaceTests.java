package org.kutta.solver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoubleArraySpaceTests implements StateSpaceContract<double[]> {

    @Override
    public StateSpace<double[]> space() {
        return DoubleArraySpace.INSTANCE;
    }

    @Override
    public double[] state(double... components) {
        return components.clone();
    }

    @Override
    public double[] components(double[] state) {
        return state;
    }

    @Override
    public double[] stateOfOtherShape() {
        return new double[2];
    }

    @Test
    void errorRatio_emptyState_isZero() {
        double[] empty = {};
        assertThat(space().errorRatio(empty, empty, empty, Tolerances.of(0, 1))).isZero();
        assertThat(space().worstComponent(empty, empty, empty, Tolerances.of(0, 1)))
                .isEqualTo(-1);
        assertThat(space().isFinite(empty)).isTrue();
    }

    @Test
    void errorRatio_vectorTolerances_scaleEachComponent() {
        Tolerances tolerances = Tolerances.of(new double[] {0, 1}, new double[] {2, 1});
        double[] ratio = {8 / 2.0, 6 / (1 + 1 * 2.0)};
        assertThat(space().errorRatio(new double[] {8, 6}, new double[] {100, 1}, new double[] {100, -2}, tolerances))
                .isEqualTo(Math.sqrt((ratio[0] * ratio[0] + ratio[1] * ratio[1]) / 2));
    }
}
