package org.kutta.examples.swap;

import com.google.common.collect.ImmutableList;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/**
 * A model to train: one field on the data themselves over the unit interval, and a linear classifier behind it.
 *
 * @param name name for tables
 * @param block how the field is solved while it is trained
 * @see "Ott et al.: ResNet After All? Neural ODEs and Their Numerical Solution, 2020 (Sphere2: no layer before the block, two hidden ReLU layers of 32)"
 */
record SwapTask(String name, Layer block) {
    private static final int HIDDEN = 32;
    private static final int FINE_STEPS = 8;
    private static final double TOLERANCE = 1e-3;

    /** One long Euler step, a method of order 4 on short steps, and a tolerance. */
    static ImmutableList<SwapTask> all(long features) {
        Sequential field = Sequential.of(
                Dense.of(HIDDEN), new Relu(), Dense.of(HIDDEN), new Relu(), Dense.of(Math.toIntExact(features)));
        return ImmutableList.of(
                new SwapTask("coarse", RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), field)),
                new SwapTask("fine", RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, FINE_STEPS), field)),
                new SwapTask(
                        "adaptive",
                        OdeBlock.of(
                                field,
                                OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(TOLERANCE, TOLERANCE),
                                DiscreteAdjoint.storeAll(),
                                0,
                                1)));
    }

    Sequential layers(int classes) {
        return Sequential.of(block, Dense.of(classes));
    }
}
