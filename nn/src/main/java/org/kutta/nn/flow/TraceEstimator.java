package org.kutta.nn.flow;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kutta.solver.Checks;

/**
 * The directions {@code v} along which the trace of a Jacobian is taken as the mean or sum of {@code v . J v}.
 *
 * <p>{@link Exact} takes the unit vectors, one for each feature: exact, and as many tangents as features. {@link Hutchinson} takes random directions whose second moment is the
 * identity: unbiased, with few tangents however many features there are. Its directions are frozen during a solve, as they must be for the integrand to be smooth in time.
 *
 * @see "Hutchinson: A stochastic estimator of the trace of the influence matrix, Communications in Statistics 19 (1990)"
 * @see "Grathwohl et al.: FFJORD, arXiv 1810.01367, section 3.1"
 */
public sealed interface TraceEstimator {

    /** {@return the exact trace} */
    static TraceEstimator exact() {
        return new Exact();
    }

    /**
     * The mean over random directions of entries 1 and -1, whose estimate has the smallest variance of all such directions.
     *
     * @param probes number of directions, at least 1
     * @return the estimator
     */
    static TraceEstimator hutchinson(int probes) {
        return new Hutchinson(probes);
    }

    /**
     * {@return the number of directions}
     *
     * @param features number of components of one sample
     */
    int directions(int features);

    /** {@return whether the directions are random} */
    boolean isRandom();

    /** {@return the weight of each direction in the sum} */
    double weight();

    /**
     * Writes the directions.
     *
     * @param directions {@code [directions][batch * features]}; overwritten
     * @param features number of components of one sample
     * @param seed seed of random directions
     */
    void fill(double[][] directions, int features, long seed);

    /** The unit vectors. */
    record Exact() implements TraceEstimator {
        @Override
        public int directions(int features) {
            return features;
        }

        @Override
        public boolean isRandom() {
            return false;
        }

        @Override
        public double weight() {
            return 1;
        }

        @Override
        public void fill(double[][] directions, int features, long seed) {
            for (int m = 0; m < directions.length; m++) {
                Arrays.fill(directions[m], 0);
                for (int i = m; i < directions[m].length; i += features) {
                    directions[m][i] = 1;
                }
            }
        }
    }

    /**
     * Random signs.
     *
     * @param probes number of directions
     */
    record Hutchinson(int probes) implements TraceEstimator {
        /**
         * Checks the number.
         *
         * @param probes at least 1
         */
        public Hutchinson {
            Checks.atLeast("probes", probes, 1);
        }

        @Override
        public int directions(int features) {
            return probes;
        }

        @Override
        public boolean isRandom() {
            return true;
        }

        @Override
        public double weight() {
            return 1.0 / probes;
        }

        @Override
        public void fill(double[][] directions, int features, long seed) {
            RandomGenerator random = new SplittableRandom(seed);
            for (double[] direction : directions) {
                for (int i = 0; i < direction.length; i++) {
                    direction[i] = random.nextBoolean() ? 1 : -1;
                }
            }
        }
    }
}
