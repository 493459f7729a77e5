package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.ode.Chebyshev;
import org.kutta.nn.ode.PiecewiseConstant;
import org.kutta.nn.ode.PiecewiseLinear;
import org.kutta.nn.recipe.ResidualNetwork;
import org.kutta.nn.recipe.Shortcut;
import org.kutta.nn.recipe.SubnetForm;
import org.kutta.nn.recipe.TransitionPlace;
import org.kutta.nn.recipe.Wiring;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** Gradients of whole networks, smooth ones, so that differences have no kinks to fall over. */
class WholeNetworkTests {
    private static final long SEED = 11;
    private static final Shape IMAGE = Shape.of(9, 8, 1);
    private static final SubnetForm PRE = SubnetForm.preActivationResNet().withActivation(new Tanh());
    private static final SubnetForm POST = SubnetForm.resNet().withActivation(new Tanh());

    static List<ResidualNetwork> networks() {
        List<ResidualNetwork> networks = new ArrayList<>();
        for (ButcherTableau tableau :
                List.of(Tableaus.EULER, Tableaus.HEUN3, Tableaus.GILL4, Tableaus.KUTTA_NYSTROM5)) {
            Wiring wiring = new Wiring.PerStage(tableau, 1, Optional.of(new Tanh()));
            networks.add(ResidualNetwork.threeStages(wiring, PRE, 2, 2));
        }
        Wiring euler = Wiring.PerStage.of(Tableaus.EULER);
        networks.add(ResidualNetwork.threeStages(euler, POST, 2, 2));
        networks.add(
                ResidualNetwork.threeStages(euler, POST.asBottleneck(), 2, 1).withShortcut(Shortcut.PROJECTED));
        networks.add(ResidualNetwork.fourStages(euler, PRE.asBottleneck(), 2, 1, 1, 1, 1)
                .withStem(Conv2d.of(2, 3)));
        networks.add(ResidualNetwork.threeStages(new Wiring.Plain(Optional.of(new Tanh())), POST, 2, 1));
        networks.add(ResidualNetwork.threeStages(
                new Wiring.Nested(Wiring.PerStage.of(Tableaus.MIDPOINT), euler, BatchNorm.of()), PRE, 2, 1));
        networks.add(ResidualNetwork.threeStages(
                new Wiring.Gained(
                        Wiring.PerStage.of(Tableaus.RK4), LearnedScale.of(0.5).forEachChannel()),
                PRE,
                2,
                1));
        networks.add(ResidualNetwork.oneStage(euler, PRE, 2, 2, TransitionPlace.STEM));
        SubnetForm field = PRE.withNorm(GroupNorm.of(2));
        for (Wiring wiring : List.of(
                new Wiring.Shared(Tableaus.RK4, 0.5),
                new Wiring.InTime(Tableaus.HEUN2, 0.5, PiecewiseLinear::new),
                new Wiring.InTime(Tableaus.EULER, 0.5, PiecewiseConstant::new),
                new Wiring.InTime(Tableaus.RK4, 0.5, mesh -> new Chebyshev(mesh.t0(), mesh.t1(), 1)),
                new Wiring.ErrorGain(Tableaus.BOSH3, 0.1),
                new Wiring.Flow(OdeSolver.fixed(Tableaus.RK4, 2)))) {
            networks.add(ResidualNetwork.threeStages(wiring, field, 2, 2).withTransitions(TransitionPlace.BETWEEN));
        }
        return networks;
    }

    @ParameterizedTest
    @MethodSource("networks")
    void gradient_wholeNetwork_isThatOfCentralDifferences(ResidualNetwork network) {
        try (LayerCase whole = new LayerCase(network.layer(IMAGE, 3), IMAGE, 4, Mode.TRAIN, DataType.DOUBLE, SEED)) {
            whole.forward();
            whole.backward();
            double[] inputBar = whole.inputBar();
            double[] parametersBar = whole.parametersBar();
            SplittableRandom random = new SplittableRandom(SEED + 1);
            for (int trial = 0; trial < 3; trial++) {
                double[] x = LayerCase.normal(inputBar.length, random);
                double[] p = LayerCase.normal(parametersBar.length, random);
                // Norms divide by small deviations, so third derivatives are large: a small step, in units of the
                // direction.
                double h = 1e-5 / Math.sqrt(p.length);
                double expected = (whole.moved(h, x, p) - whole.moved(-h, x, p)) / (2 * h);
                double actual = LayerCase.dot(inputBar, x) + LayerCase.dot(parametersBar, p);
                double size = LayerCase.norm(inputBar) * LayerCase.norm(x)
                        + LayerCase.norm(parametersBar) * LayerCase.norm(p);
                assertThat(actual).as("seed %s", SEED).isCloseTo(expected, within(1e-7 * size));
            }
        }
    }
}
