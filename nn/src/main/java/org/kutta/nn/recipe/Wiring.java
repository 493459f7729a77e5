package org.kutta.nn.recipe;

import java.util.Collections;
import java.util.Optional;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.TransitionStep;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;

/** How the sub-networks of one stage of a network are joined to blocks. */
public sealed interface Wiring {

    /** {@return a short name, such as that of the tableau} */
    String name();

    /** {@return sub-networks of a block that lie one behind the other, with weights of their own or not} */
    int subnetsPerBlock();

    /** {@return whether a block ends with an activation, so that nothing is missing before the classifier} */
    boolean endsActivated();

    /**
     * Blocks that preserve their shape.
     *
     * @param blocks number of blocks, at least 1
     * @param subnet form of their sub-networks
     * @return the blocks in a row
     */
    Layer blocks(int blocks, Layer subnet);

    /**
     * A block that changes the shape.
     *
     * @param first its first sub-network
     * @param shortcut the shortcut, of the same shapes
     * @param subnet form of its other sub-networks
     * @return the block
     * @throws IllegalArgumentException if the wiring has no such blocks
     */
    Layer transition(Layer first, Layer shortcut, Layer subnet);

    /**
     * Sub-networks one behind the other, no shortcut.
     *
     * @param activation what follows each, where sub-networks do not begin with it
     */
    record Plain(Optional<Layer> activation) implements Wiring {
        @Override
        public String name() {
            return "plain";
        }

        @Override
        public int subnetsPerBlock() {
            return 1;
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return new Sequential(Collections.nCopies(blocks, activated(subnet)));
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            return activated(first);
        }

        private Layer activated(Layer subnet) {
            return activation.map(layer -> (Layer) Sequential.of(subnet, layer)).orElse(subnet);
        }

        @Override
        public boolean endsActivated() {
            return activation.isPresent();
        }
    }

    /**
     * Each block a step of a tableau whose stages have sub-networks of their own: ResNet for Euler, HO-ResNet beyond.
     *
     * @param tableau explicit and certified
     * @param dt step of every block: 1 in the literature, 1/s to scale the residuals
     * @param afterSum what follows every sum: ReLU in ResNet and HO-ResNet, nothing in pre-activation ResNet
     */
    record PerStage(ButcherTableau tableau, double dt, Optional<Layer> afterSum) implements Wiring {

        /**
         * Steps of 1 with a ReLU after the sum.
         *
         * @param tableau explicit and certified
         * @return the wiring
         */
        public static PerStage withRelu(ButcherTableau tableau) {
            return new PerStage(tableau, 1, Optional.of(new Relu()));
        }

        /**
         * Steps of 1 with nothing after the sum.
         *
         * @param tableau explicit and certified
         * @return the wiring
         */
        public static PerStage of(ButcherTableau tableau) {
            return new PerStage(tableau, 1, Optional.empty());
        }

        @Override
        public String name() {
            return tableau.name();
        }

        @Override
        public int subnetsPerBlock() {
            return tableau.stackStages();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            RungeKuttaStack stack = RungeKuttaStack.perStage(tableau, Mesh.uniform(0, blocks * dt, blocks), subnet);
            return afterSum.map(stack::withAfterSum).orElse(stack);
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            return new TransitionStep(tableau, dt, first, shortcut, subnet, afterSum);
        }

        @Override
        public boolean endsActivated() {
            return afterSum.isPresent();
        }
    }

    /**
     * All stages of all blocks of a stage share one sub-network: a fixed-step neural ODE.
     *
     * @param tableau explicit and certified
     * @param dt step of every block
     */
    record Shared(ButcherTableau tableau, double dt) implements Wiring {
        @Override
        public String name() {
            return tableau.name();
        }

        @Override
        public int subnetsPerBlock() {
            return tableau.stackStages();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return RungeKuttaStack.shared(tableau, Mesh.uniform(0, blocks * dt, blocks), subnet);
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            throw noStep();
        }

        @Override
        public boolean endsActivated() {
            return false;
        }
    }

    private static IllegalArgumentException noStep() {
        return new IllegalArgumentException(
                "a block that changes the shape is no step of an ODE: place transitions BETWEEN the stages");
    }
}
