package org.kutta.nn.recipe;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Collections;
import java.util.Optional;
import java.util.function.Function;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LearnedScale;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.ErrorGainStack;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.TimeBasis;
import org.kutta.nn.ode.TransitionStep;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** How the sub-networks of one stage of a network are joined to blocks. */
public sealed interface Wiring {

    /** {@return a short name, such as that of the tableau} */
    String name();

    /** {@return sub-networks of a block that lie one behind the other, with weights of their own or not} */
    int subnetsPerBlock();

    /** {@return whether a block ends with an activation, so that nothing is missing before the classifier} */
    default boolean endsActivated() {
        return false;
    }

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
    default Layer transition(Layer first, Layer shortcut, Layer subnet) {
        throw noStep();
    }

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
     * A chain of residual sub-networks, each scaled by a factor of its own: {@code u <- u + factor_i f_i(u)}. The factors repeat from block to block, and are the steps of Euler's method.
     *
     * @param name short name
     * @param factors factors of the sub-networks of one block, each above 0
     */
    record ScaledChain(String name, ImmutableDoubleArray factors) implements Wiring {

        /**
         * Checks the factors.
         *
         * @param name short name
         * @param factors at least one, each finite and above 0
         */
        public ScaledChain {
            Checks.atLeast("factors", factors.length(), 1);
            factors.forEach(factor -> Checks.positive("factor", factor));
        }

        @Override
        public int subnetsPerBlock() {
            return factors.length();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            double[] dts = new double[blocks * factors.length()];
            for (int i = 0; i < dts.length; i++) {
                dts[i] = factors.get(i % factors.length());
            }
            return chain(dts, subnet);
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            Layer step = new TransitionStep(Tableaus.EULER, factors.get(0), first, shortcut, subnet, Optional.empty());
            double[] rest = factors.subArray(1, factors.length()).toArray();
            return rest.length == 0 ? step : Sequential.of(step, chain(rest, subnet));
        }

        private static Layer chain(double[] dts, Layer subnet) {
            double[] nodes = new double[dts.length + 1];
            for (int i = 0; i < dts.length; i++) {
                nodes[i + 1] = nodes[i] + dts[i];
            }
            return RungeKuttaStack.perStage(Tableaus.EULER, Mesh.of(nodes, dts), subnet);
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
    }

    /**
     * As {@link Shared}, with parameters that depend on time.
     *
     * @param tableau explicit and certified
     * @param dt step of every block
     * @param path makes the basis from the mesh of a stage
     */
    record InTime(ButcherTableau tableau, double dt, Function<Mesh, TimeBasis> path) implements Wiring {
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
            Mesh mesh = Mesh.uniform(0, blocks * dt, blocks);
            return RungeKuttaStack.inTime(tableau, mesh, subnet, path.apply(mesh));
        }
    }

    /**
     * No blocks but the flow of one sub-network: a neural ODE over a time of 1 for each block that it stands for.
     *
     * @param solver how it is solved
     */
    record Flow(OdeSolver solver) implements Wiring {
        @Override
        public String name() {
            return solver.tableau().name();
        }

        @Override
        public int subnetsPerBlock() {
            return 1;
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return OdeBlock.of(subnet, solver, DiscreteAdjoint.storeAll(), 0, blocks);
        }
    }

    /**
     * Blocks that an error estimate damps, each stage with a sub-network of its own.
     *
     * @param tableau an embedded pair with one error estimate
     * @param tolerance relative error at which damping sets in
     */
    record ErrorGain(ButcherTableau tableau, double tolerance) implements Wiring {
        @Override
        public String name() {
            return tableau.name();
        }

        @Override
        public int subnetsPerBlock() {
            return tableau.stages();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return new ErrorGainStack(tableau, Mesh.uniform(0, blocks, blocks), subnet, tolerance);
        }
    }

    /**
     * Another wiring whose every stage has a learned gain.
     *
     * @param wiring how the sub-networks are joined
     * @param gain what follows every sub-network
     */
    record Gained(Wiring wiring, LearnedScale gain) implements Wiring {
        @Override
        public String name() {
            return wiring.name();
        }

        @Override
        public int subnetsPerBlock() {
            return wiring.subnetsPerBlock();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return wiring.blocks(blocks, Sequential.of(subnet, gain));
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            return wiring.transition(Sequential.of(first, gain), shortcut, Sequential.of(subnet, gain));
        }

        @Override
        public boolean endsActivated() {
            return wiring.endsActivated();
        }
    }

    /**
     * Blocks whose sub-networks are whole blocks themselves, each followed by a norm, as the inner block passes its input on.
     *
     * @param outer how the inner blocks are joined
     * @param inner how sub-networks make an inner block
     * @param norm what follows each inner block
     */
    record Nested(Wiring outer, Wiring inner, Layer norm) implements Wiring {
        @Override
        public String name() {
            return outer.name() + " of " + inner.name();
        }

        @Override
        public int subnetsPerBlock() {
            return outer.subnetsPerBlock() * inner.subnetsPerBlock();
        }

        @Override
        public Layer blocks(int blocks, Layer subnet) {
            return outer.blocks(blocks, innerBlock(subnet));
        }

        private Layer innerBlock(Layer subnet) {
            return Sequential.of(inner.blocks(1, subnet), norm);
        }

        @Override
        public Layer transition(Layer first, Layer shortcut, Layer subnet) {
            Layer innerFirst = Sequential.of(inner.transition(first, shortcut, subnet), norm);
            return outer.transition(innerFirst, shortcut, innerBlock(subnet));
        }

        @Override
        public boolean endsActivated() {
            return outer.endsActivated();
        }
    }

    private static IllegalArgumentException noStep() {
        return new IllegalArgumentException(
                "a block that changes the shape is no step of an ODE: place transitions BETWEEN the stages");
    }
}
