package org.kutta.nn.ode;

/** Which weights the stages of a {@link RungeKuttaStack} have. */
public enum StackWeights {
    /** One sub-network for all stages of all steps: true Runge-Kutta steps of one field, the fixed-step neural ODE. */
    SHARED(true),
    /**
     * One sub-network for all stages of all steps, whose parameters depend on time, {@code f(t, y; theta(t))}: true Runge-Kutta steps of that field. The sub-network is
     * {@link TimeVarying}.
     */
    IN_TIME(true),
    /**
     * Each stage of each step has its own sub-network, as in HO-ResNet. For one stage this is a ResNet. Stages at equal
     * times differ, so no field {@code f(t, y)} has such steps and the order of the tableau means nothing: not ODE-faithful.
     */
    PER_STAGE(false);

    private final boolean odeFaithful;

    StackWeights(boolean odeFaithful) {
        this.odeFaithful = odeFaithful;
    }

    /** {@return whether the stack takes the steps of the tableau on one vector field} */
    public boolean odeFaithful() {
        return odeFaithful;
    }
}
