package org.kutta.nn.fit;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.function.Consumer;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientMethod;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

/** How series are fitted. Immutable: every method returns a copy. */
public final class FitSettings {
    private OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-6, 1e-6);
    private GradientMethod method = DiscreteAdjoint.storeAll();
    private PointLoss loss = PointLoss.SQUARED;
    private ImmutableDoubleArray componentWeights = ImmutableDoubleArray.of();
    private boolean learnsInitialStates;
    private int shootingSteps;
    private ContinuityWeight continuity = ContinuityWeight.constant(1);
    private boolean timeInvariant;

    private FitSettings() {}

    /**
     * {@return the defaults}
     *
     * <p>Dormand-Prince 5(4) to 1e-6, the discrete gradient, squared gaps, all components alike, every series solved from its first observation.
     */
    public static FitSettings defaults() {
        return new FitSettings();
    }

    private FitSettings copy(Consumer<FitSettings> change) {
        FitSettings copy = new FitSettings();
        copy.solver = solver;
        copy.method = method;
        copy.loss = loss;
        copy.componentWeights = componentWeights;
        copy.learnsInitialStates = learnsInitialStates;
        copy.shootingSteps = shootingSteps;
        copy.continuity = continuity;
        copy.timeInvariant = timeInvariant;
        change.accept(copy);
        return copy;
    }

    /**
     * Sets how the field is solved.
     *
     * @param value solver of any kind
     * @return a copy with that setting
     */
    public FitSettings solver(OdeSolver value) {
        return copy(settings -> settings.solver = value);
    }

    /**
     * Sets how gradients are taken.
     *
     * @param value gradient method
     * @return a copy with that setting
     */
    public FitSettings gradient(GradientMethod value) {
        return copy(settings -> settings.method = value);
    }

    /**
     * Lets gaps beyond a bound count by their size, not by its square, so that outliers do not decide (Huber 1964, twice his loss).
     *
     * @param delta the bound, above 0, in the unit of the state
     * @return a copy with that setting
     */
    public FitSettings huberLoss(double delta) {
        return copy(settings -> settings.loss = PointLoss.huber(delta));
    }

    /** {@return a copy in which all gaps count by their size} */
    public FitSettings absoluteLoss() {
        return copy(settings -> settings.loss = PointLoss.ABSOLUTE);
    }

    /**
     * Sets what the components count, besides the weights of the series: the reciprocal of its variance makes components of different units comparable.
     *
     * @param weights a weight for each component, at least 0; copied
     * @return a copy with that setting
     */
    public FitSettings componentWeights(double... weights) {
        for (double weight : weights) {
            Checks.notNegative("component weight", weight);
        }
        return copy(settings -> settings.componentWeights = ImmutableDoubleArray.copyOf(weights));
    }

    /**
     * {@return a copy in which the initial state of every series is a parameter}
     *
     * <p>It starts from the first observation; a component not seen there from the line between its neighbours in time, or from 0 if it was never seen. The first
     * observation counts in the loss then, and need not be whole.
     */
    public FitSettings learnInitialStates() {
        return copy(settings -> settings.learnsInitialStates = true);
    }

    /**
     * Cuts every series into segments whose initial states are all parameters, and adds the gaps between the end of one and the start of the next to the loss:
     * multiple shooting. A short solve cannot run away from the data, so long oscillations can be fitted.
     *
     * @param steps observation times from the start of a segment to its end, at least 1
     * @param weight what the gaps count against the observations
     * @return a copy with that setting, and with learned initial states
     * @see "Bock: Recent advances in parameter identification techniques for O.D.E., 1983"
     */
    public FitSettings multipleShooting(int steps, ContinuityWeight weight) {
        Checks.atLeast("steps of a segment", steps, 1);
        return copy(settings -> {
            settings.learnsInitialStates = true;
            settings.shootingSteps = steps;
            settings.continuity = weight;
        });
    }

    /**
     * Says that the field does not depend on the time itself. Segments whose times agree from their starts on are then solved as one batch, from time 0.
     *
     * @return a copy with that setting; it has no effect where inputs drive the field
     */
    public FitSettings timeInvariant() {
        return copy(settings -> settings.timeInvariant = true);
    }

    OdeSolver solver() {
        return solver;
    }

    GradientMethod method() {
        return method;
    }

    PointLoss loss() {
        return loss;
    }

    ImmutableDoubleArray componentWeights() {
        return componentWeights;
    }

    boolean learnsInitialStates() {
        return learnsInitialStates;
    }

    int shootingSteps() {
        return shootingSteps;
    }

    ContinuityWeight continuity() {
        return continuity;
    }

    boolean isTimeInvariant() {
        return timeInvariant;
    }

    /**
     * Refuses series of another number of components than there are weights, or than the field has: a field on the heap would take a row of 4 for two
     * samples of 2.
     */
    void check(int features, DrivenField<?> field) {
        Checks.check(
                componentWeights.isEmpty() || componentWeights.length() == features,
                "component weights are %s but the series have %s components",
                componentWeights.length(),
                features);
        Checks.check(
                field.components().orElse(features) == features,
                "the series have %s components but the field has %s",
                features,
                field.components().orElse(features));
    }

    /** What a component counts. */
    double weight(int component) {
        return componentWeights.isEmpty() ? 1 : componentWeights.get(component);
    }

    /** What an observation counts. */
    double weight(Trajectory series, int n, int component) {
        return weight(component) * series.weight(n, component);
    }
}
