package org.kutta.nn.scheme;

import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * A rule that advances two states so that it can be undone: each is a row of shears {@code target <- alpha target + beta source + delta f(source)}, and the inverse of a shear is a
 * shear.
 *
 * <p>In exact arithmetic all are exactly reversible. In floating point a shear and its inverse round differently: {@link ReversibleDrift} measures what that makes at depth.
 */
public sealed interface ReversiblePair {

    /**
     * RevNet: {@code y1 = x1 + f(x2), y2 = x2 + g(y1)} on the two halves of the channels; Euler steps of a coupled system in Gauss-Seidel form. Nothing is divided, so that the way back
     * loses a rounding a block.
     *
     * @param f read from the second half, added to the first
     * @param g read from the first half, added to the second
     * @see "Gomez, Ren, Urtasun, Grosse: The reversible residual network, arXiv 1707.04585"
     */
    record RevNet(Layer f, Layer g) implements ReversiblePair {
        @Override
        public String name() {
            return "revnet";
        }

        @Override
        public Ends ends() {
            return Ends.HALVES;
        }

        @Override
        public List<Layer> subnets() {
            return List.of(f, g);
        }

        @Override
        public Shape half(Shape input) {
            Checks.check(
                    input.dim(-1) % 2 == 0, "revnet expects an even number of channels but the input is %s", input);
            return input.withLast(input.dim(-1) / 2);
        }

        @Override
        public List<Shear> shears(int block) {
            return List.of(new Shear(true, 1, 0, 1, 0), new Shear(false, 1, 0, 1, 1));
        }
    }

    /**
     * Momentum ResNet: {@code v <- gamma v + (1 - gamma) f(x), x <- x + v}, from {@code v = 0}; the semi-implicit Euler method of a second-order ODE, with ResNet at
     * {@code gamma = 0}.
     *
     * <p>The way back divides by {@code gamma}: an error in {@code v} grows by {@code 1 / gamma} a block, {@code gamma^-n} over n blocks, which at 0.9 eats all of float's 24 bits in 158 blocks.
     * Checkpoints bound it: {@link ReversibleStack#of} sets one where errors have grown tenfold, every 21 blocks at 0.9.
     *
     * @param f the sub-network
     * @param gamma in (0, 1)
     * @see "Sander, Ablin, Blondel, Peyre: Momentum residual neural networks, arXiv 2102.07870"
     */
    record Momentum(Layer f, double gamma) implements ReversiblePair {

        /**
         * Checks the factor.
         *
         * @param f the sub-network
         * @param gamma in (0, 1)
         */
        public Momentum {
            Checks.check(gamma > 0 && gamma < 1, "gamma", gamma, "must be in (0, 1)");
        }

        @Override
        public String name() {
            return "momentum";
        }

        @Override
        public int checkpointEvery() {
            return (int) Math.max(1, Math.floor(Math.log(10) / -Math.log(gamma)));
        }

        @Override
        public Ends ends() {
            return Ends.AT_REST;
        }

        @Override
        public List<Layer> subnets() {
            return List.of(f);
        }

        @Override
        public List<Shear> shears(int block) {
            return List.of(new Shear(true, gamma, 0, 1 - gamma, 0), new Shear(false, 1, 1, 0, Shear.NO_SUBNET));
        }
    }

    /**
     * The midpoint (leapfrog) rule of a first-order ODE: {@code x_n+1 = x_n-1 + 2 dt f_n(x_n)}, begun by an Euler step. It is LM-ResNet at {@code k = 1}; weakly unstable where the field
     * damps.
     *
     * @param f the sub-network
     * @param dt size of the step, not 0
     * @see "Chang, Meng, Haber, Ruthotto, Begert, Holtham: Reversible architectures for arbitrarily deep residual neural networks, arXiv 1709.03698"
     */
    record Midpoint(Layer f, double dt) implements ReversiblePair {

        /**
         * Checks the step.
         *
         * @param f the sub-network
         * @param dt finite, not 0
         */
        public Midpoint {
            Checks.check(Double.isFinite(dt) && dt != 0, "dt", dt, "must be finite and not 0");
        }

        @Override
        public String name() {
            return "midpoint";
        }

        @Override
        public Ends ends() {
            return Ends.TWICE;
        }

        @Override
        public List<Layer> subnets() {
            return List.of(f);
        }

        @Override
        public List<Shear> shears(int block) {
            return List.of(new Shear(block % 2 == 0, 1, 0, block == 0 ? dt : 2 * dt, 0));
        }
    }

    /**
     * The leapfrog (Stoermer-Verlet) rule of a second-order ODE at rest: {@code x_n+1 = 2 x_n - x_n-1 + dt^2 f_n(x_n)}, begun by
     * {@code x_1 = x_0 + dt^2 / 2 f_0(x_0)}.
     *
     * @param f the sub-network: the acceleration
     * @param dt size of the step, not 0
     * @see "Chang et al., as for the midpoint rule"
     */
    record Leapfrog(Layer f, double dt) implements ReversiblePair {

        /**
         * Checks the step.
         *
         * @param f the sub-network
         * @param dt finite, not 0
         */
        public Leapfrog {
            Checks.check(Double.isFinite(dt) && dt != 0, "dt", dt, "must be finite and not 0");
        }

        @Override
        public String name() {
            return "leapfrog";
        }

        @Override
        public Ends ends() {
            return Ends.TWICE;
        }

        @Override
        public List<Layer> subnets() {
            return List.of(f);
        }

        @Override
        public List<Shear> shears(int block) {
            return List.of(new Shear(block % 2 == 0, -1, 2, dt * dt * (block == 0 ? 0.5 : 1), 0));
        }
    }

    /** {@return name of the rule} */
    String name();

    /** {@return what the two states are at the two ends} */
    Ends ends();

    /** {@return the sub-networks of one block} */
    List<Layer> subnets();

    /**
     * Shape of either state.
     *
     * @param input shape of the input
     * @return the same, or half the channels
     */
    default Shape half(Shape input) {
        return input;
    }

    /** {@return blocks after which the way back should find a checkpoint; 0 for a rule that needs none} */
    default int checkpointEvery() {
        return 0;
    }

    /**
     * What a block does.
     *
     * @param block index of the block
     * @return its shears in order
     */
    List<Shear> shears(int block);

    /** What the two states are at the two ends of a stack. */
    enum Ends {
        /** The halves of the channels of input and output. */
        HALVES,
        /** Zero and the input; the output is the second. */
        AT_REST,
        /** The input twice; the output is the one written last. */
        TWICE
    }

    /**
     * {@code target <- alpha target + beta source + delta f(source)}.
     *
     * @param first whether the target is the first state and the source the second, or the other way round
     * @param alpha factor of the target, not 0
     * @param beta factor of the source
     * @param delta factor of the sub-network
     * @param subnet which sub-network, or {@link #NO_SUBNET}
     */
    record Shear(boolean first, double alpha, double beta, double delta, int subnet) {
        /** No sub-network: {@code delta} is not used. */
        public static final int NO_SUBNET = -1;
    }
}
