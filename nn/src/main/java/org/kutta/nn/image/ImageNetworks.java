package org.kutta.nn.image;

import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/**
 * Networks for small images, from {@code [height, width, channels]} to a logit for each class: the default in each reading of a tableau.
 *
 * <p>Three convolutions 3x3, the last two with stride 2, lead to 32 channels at a quarter of the height and width. There the depth is: sub-networks
 * of twice group norm, tanh, convolution 3x3, wired as a residual stack, or one of them as the field of a neural ODE. A norm, tanh and a dense layer over all
 * positions make the logits. All parts are smooth and look at one image at a time, so that a sub-network may be read as a vector field.
 */
public final class ImageNetworks {
    private static final int STEM_CHANNELS = 16;
    private static final int CHANNELS = 32;
    private static final int GROUPS = 4;
    private static final int STACK_STEPS = 2;
    private static final double TOLERANCE = 1e-3;

    private ImageNetworks() {}

    /**
     * The default stack: two steps of the classical Runge-Kutta method over [0, 2], eight sub-networks with weights of their own.
     *
     * @param classes number of classes, at least 2
     * @return the network
     */
    public static Sequential stack(int classes) {
        Mesh mesh = Mesh.uniform(0, STACK_STEPS, STACK_STEPS);
        return of(RungeKuttaStack.perStage(Tableaus.RK4, mesh, subNetwork()), classes);
    }

    /**
     * The default neural ODE: one field over [0, 2], solved by Dormand-Prince 5(4) to a tolerance of 1e-3, with the exact gradient of its accepted steps.
     *
     * @param classes number of classes, at least 2
     * @return the network
     */
    public static Sequential neuralOde(int classes) {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(TOLERANCE, TOLERANCE);
        return of(OdeBlock.of(subNetwork(), solver, DiscreteAdjoint.storeAll(), 0, STACK_STEPS), classes);
    }

    /**
     * The first and last layers of these networks around another depth.
     *
     * @param depth what advances the 32 channels
     * @param classes number of classes, at least 2
     * @return the network
     */
    public static Sequential of(OdeLayer depth, int classes) {
        Checks.atLeast("classes", classes, 2);
        return Sequential.of(
                Conv2d.of(STEM_CHANNELS, 3),
                norm(),
                new Tanh(),
                Conv2d.of(CHANNELS, 3).withStride(2),
                norm(),
                new Tanh(),
                Conv2d.of(CHANNELS, 3).withStride(2),
                depth,
                norm(),
                new Tanh(),
                new Flatten(),
                Dense.of(classes));
    }

    /** {@return the sub-network of both readings: 32 channels to 32 channels} */
    public static Sequential subNetwork() {
        return Sequential.of(norm(), new Tanh(), Conv2d.of(CHANNELS, 3), norm(), new Tanh(), Conv2d.of(CHANNELS, 3));
    }

    private static GroupNorm norm() {
        return GroupNorm.of(GROUPS);
    }
}
