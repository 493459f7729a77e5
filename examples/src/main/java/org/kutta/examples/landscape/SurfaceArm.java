package org.kutta.examples.landscape;

import com.google.common.collect.ImmutableList;
import java.util.Optional;
import org.kutta.examples.compare.ArmNetworks;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.recipe.Wiring;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/**
 * One way to join the same sub-networks.
 *
 * @param name name of the arm
 * @param order order of its tableau, 0 without shortcuts
 * @param wiring how sub-networks are joined to blocks
 */
record SurfaceArm(String name, int order, Wiring wiring) {
    /** Fits whole blocks of 1, 2, 3 and 4 stages. */
    static final int SUBNETS = 12;

    /** All arms; {@code euler-scaled} has the mean weight of {@code rk4} with the wiring of a residual network. */
    static ImmutableList<SurfaceArm> all() {
        return ImmutableList.of(
                new SurfaceArm("plain", 0, new Wiring.Plain(Optional.empty())),
                of("euler", Tableaus.EULER, 1),
                of("midpoint", Tableaus.MIDPOINT, 1),
                of("rk3", Tableaus.KUTTA3, 1),
                of("rk4", Tableaus.RK4, 1),
                of("euler-scaled", Tableaus.EULER, 0.25));
    }

    private static SurfaceArm of(String name, ButcherTableau tableau, double dt) {
        return new SurfaceArm(name, tableau.order(), new Wiring.PerStage(tableau, dt, Optional.empty()));
    }

    /** The whole network, from samples of this shape to a logit for each class. */
    Layer layers(Shape shape, int classes) {
        int blocks = SUBNETS / wiring.subnetsPerBlock();
        return ArmNetworks.layers(subnet -> wiring.blocks(blocks, subnet), shape, classes);
    }
}
