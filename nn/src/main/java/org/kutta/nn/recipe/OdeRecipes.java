package org.kutta.nn.recipe;

import com.google.common.collect.ImmutableList;
import java.util.function.Function;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.Chebyshev;
import org.kutta.nn.ode.Fourier;
import org.kutta.nn.ode.PiecewiseConstant;
import org.kutta.nn.ode.PiecewiseLinear;
import org.kutta.nn.ode.StackWeights;
import org.kutta.nn.ode.TimeBasis;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;

/** Networks whose blocks are steps of one vector field in each stage, stacks that damp themselves, and a solver that chooses its steps. */
final class OdeRecipes {
    private static final int BLOCKS = 2;
    /** Smooth, and each image by itself: fit for a vector field. */
    private static final SubnetForm FIELD =
            SubnetForm.preActivationResNet().withNorm(GroupNorm.of(4)).withActivation(new Tanh());

    private static final String FAITHFUL =
            "all stages of a resolution share one smooth field that looks at one image at a time; resolutions change between the stacks";
    private static final String IN_TIME = FAITHFUL + "; its weights are functions of time";

    private OdeRecipes() {}

    static ImmutableList<NetworkRecipe> all() {
        ImmutableList.Builder<NetworkRecipe> all = ImmutableList.builder();
        all.add(shared(Tableaus.EULER));
        ResidualRecipes.HIGHER_ORDER.forEach(tableau -> all.add(shared(tableau)));
        all.add(inTime("constant", Tableaus.EULER, PiecewiseConstant::new));
        all.add(inTime("linear", Tableaus.HEUN2, PiecewiseLinear::new));
        all.add(inTime("linear", Tableaus.RK4, PiecewiseLinear::new));
        all.add(inTime("fourier", Tableaus.RK4, mesh -> new Fourier(mesh.t0(), mesh.t1(), 1)));
        all.add(inTime("chebyshev", Tableaus.RK4, mesh -> new Chebyshev(mesh.t0(), mesh.t1(), 2)));
        for (ButcherTableau tableau : new ButcherTableau[] {Tableaus.HEUN_EULER21, Tableaus.BOSH3}) {
            all.add(errorGain(tableau));
        }
        all.add(neuralOde());
        return all.build();
    }

    private static ResidualNetwork between(Wiring wiring, int blocks) {
        return SmallNetworks.threeStages(wiring, FIELD, blocks).withTransitions(TransitionPlace.BETWEEN);
    }

    private static NetworkRecipe shared(ButcherTableau tableau) {
        return SmallNetworks.recipe(
                "shared-" + tableau.name(),
                "discrete",
                tableau.name(),
                StackWeights.SHARED,
                between(new Wiring.Shared(tableau, 1.0 / BLOCKS), BLOCKS),
                FAITHFUL);
    }

    private static NetworkRecipe inTime(String path, ButcherTableau tableau, Function<Mesh, TimeBasis> basis) {
        return SmallNetworks.recipe(
                "intime-" + path + "-" + tableau.name(),
                "discrete",
                tableau.name(),
                StackWeights.IN_TIME,
                between(new Wiring.InTime(tableau, 1.0 / BLOCKS, basis), BLOCKS),
                IN_TIME);
    }

    private static NetworkRecipe errorGain(ButcherTableau tableau) {
        return SmallNetworks.recipe(
                "adaptive-" + tableau.name(),
                "discrete",
                tableau.name(),
                StackWeights.PER_STAGE,
                SmallNetworks.threeStages(new Wiring.ErrorGain(tableau, 0.1), SubnetForm.preActivationResNet(), BLOCKS)
                        .withTransitions(TransitionPlace.BETWEEN),
                "every stage has weights of its own, and an error estimate damps each image's update");
    }

    private static NetworkRecipe neuralOde() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-3, 1e-3);
        ResidualNetwork network = between(new Wiring.Flow(solver), 1);
        return new NetworkRecipe(
                "node-dopri5",
                "continuous",
                Tableaus.DOPRI5.name(),
                "shared",
                network.depth(),
                true,
                "each resolution is the flow of one smooth field, solved to a tolerance",
                network::layer);
    }
}
