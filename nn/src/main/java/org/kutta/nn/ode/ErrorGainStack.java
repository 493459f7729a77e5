package org.kutta.nn.ode;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Residual blocks that damp themselves: each is a step of an embedded pair over sub-networks of its own, and each sample's update is scaled by what the pair's error
 * estimate says of it.
 *
 * <pre>
 *   u = dt sum(b_i k_i),  e = dt sum(e_i k_i)
 *   r = mean(e^2) / (tolerance^2 (mean(y^2) + 1e-6))    over the components of a sample
 *   y' = y + gain u,  gain = (1 + r)^(-1 / (2 (p + 1)))    with p the lower of the pair's two orders
 * </pre>
 *
 * <p>For large errors the gain falls as a step-size controller would cut the step, {@code (tolerance / error)^(1 / (p + 1))}, for small ones it is 1; it is smooth, and
 * differentiated like everything else. Stages that only the error needs have sub-networks too. It is no ODE: stages have own weights, and the gain depends on the sample.
 *
 * @param tableau an embedded pair with one error estimate, whose certificate passes
 * @param mesh steps and their times
 * @param subnet what each stage computes; preserves its input's shape
 * @param tolerance error relative to the state at which damping sets in
 */
public record ErrorGainStack(ButcherTableau tableau, Mesh mesh, Layer subnet, double tolerance) implements OdeLayer {

    /**
     * Checks the settings.
     *
     * @param tableau an embedded pair with one error estimate
     * @param mesh steps and their times
     * @param subnet what each stage computes
     * @param tolerance greater than 0
     */
    public ErrorGainStack {
        Checks.check(tableau.explicit(), "tableau", tableau.name(), "must be explicit");
        Checks.check(tableau.errorEstimates() == 1, "tableau", tableau.name(), "must have one error estimate");
        tableau.certify().requirePassed();
        Checks.positive("tolerance", tolerance);
    }

    /** Exponent of {@code 1 + r}. */
    double power() {
        return -0.5 / (Math.min(tableau.order(), tableau.embeddedOrder()) + 1);
    }

    StageLayout layout() {
        return new StageLayout(Collections.nCopies(tableau.stages(), true), mesh.steps(), subnet, Optional.empty());
    }

    @Override
    public String name() {
        return "errorGainStack(" + mesh.steps() + " x " + tableau.name() + ", " + subnet.name() + ")";
    }

    @Override
    public Shape outputShape(Shape input) {
        RungeKuttaStack.requireSameShape("sub-network", subnet, input);
        return input;
    }

    @Override
    public List<ParameterGroup> parameters(Shape input) {
        return layout().groups(layer -> layer.parameters(input));
    }

    @Override
    public List<ParameterGroup> state(Shape input) {
        return layout().groups(layer -> layer.state(input));
    }

    @Override
    public double[] initialParameters(Shape input, RandomGenerator random) {
        return layout().values(layer -> layer.initialParameters(input, random));
    }

    @Override
    public double[] initialState(Shape input) {
        return layout().values(layer -> layer.initialState(input));
    }

    @Override
    public List<LayerPart> parts(Shape input) {
        List<LayerPart> parts = new ArrayList<>();
        parts.add(new LayerPart(subnet, input, (long) mesh.steps() * tableau.stages()));
        return parts;
    }

    @Override
    public OdeStructure structure(Shape input) {
        double totalTime = Math.abs(mesh.t1() - mesh.t0());
        return OdeStructure.of(
                this,
                input,
                tableau,
                mesh,
                totalTime,
                mesh.steps() * tableau.stages(),
                false,
                List.of("each stage has its own weights and each sample its own gain"));
    }

    @Override
    public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        return new ErrorGainPlan(this, context, input, parameters, state);
    }
}
