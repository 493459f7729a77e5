package org.kutta.solver.hipparchus;

import org.hipparchus.ode.EquationsMapper;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.sampling.AbstractODEStateInterpolator;
import org.kutta.solver.DoubleArraySpace;

/** The dense output of one step, as Hipparchus hands it to step handlers and event detectors. Holds all it needs, so that it outlives the solve. */
final class KuttaInterpolator extends AbstractODEStateInterpolator {

    private static final long serialVersionUID = 1L;

    /** The states {@code p_1}, {@code p_2} and so on of {@code y0 + dt * sum(theta^k * p_k)}. */
    private final double[][] polynomial;

    KuttaInterpolator(
            double[][] polynomial,
            boolean forward,
            ODEStateAndDerivative start,
            ODEStateAndDerivative end,
            ODEStateAndDerivative softStart,
            ODEStateAndDerivative softEnd,
            EquationsMapper mapper) {
        super(forward, start, end, softStart, softEnd, mapper);
        this.polynomial = polynomial;
    }

    @Override
    protected AbstractODEStateInterpolator create(
            boolean forward,
            ODEStateAndDerivative start,
            ODEStateAndDerivative end,
            ODEStateAndDerivative softStart,
            ODEStateAndDerivative softEnd,
            EquationsMapper mapper) {
        return new KuttaInterpolator(polynomial, forward, start, end, softStart, softEnd, mapper);
    }

    @Override
    protected ODEStateAndDerivative computeInterpolatedStateAndDerivatives(
            EquationsMapper mapper, double time, double theta, double thetaH, double oneMinusThetaH) {
        ODEStateAndDerivative start = getGlobalPreviousState();
        double dt = getGlobalCurrentState().getTime() - start.getTime();
        double[] y = start.getCompleteState();
        double[] weights = new double[polynomial.length];
        double power = theta;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = power;
            power *= theta;
        }
        DoubleArraySpace.INSTANCE.combine(y, dt, weights, polynomial, weights.length, y);
        return mapper.mapStateAndDerivative(time, y, derivative(polynomial, theta));
    }

    /** The derivative of the polynomial with respect to time. */
    static double[] derivative(double[][] polynomial, double theta) {
        double[] weights = new double[polynomial.length];
        double power = 1;
        for (int k = 0; k < weights.length; k++) {
            weights[k] = (k + 1) * power;
            power *= theta;
        }
        double[] derivative = new double[polynomial.length == 0 ? 0 : polynomial[0].length];
        DoubleArraySpace.INSTANCE.combine(1, weights, polynomial, weights.length, derivative);
        return derivative;
    }
}
