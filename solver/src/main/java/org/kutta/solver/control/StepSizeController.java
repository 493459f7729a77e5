package org.kutta.solver.control;

/**
 * Chooses step sizes from error ratios. A controller is an immutable value that many solves may share; {@link #start} gives
 * one solve its memory.
 */
public interface StepSizeController {

    /**
     * {@return the memory of one solve}
     *
     * @param errorPower power of {@code dt} to which the error of a step is proportional, at least 1
     */
    Memory start(int errorPower);

    /**
     * {@return the elementary controller, {@code factor = 0.9 * ratio^(-1/errorPower)} within 0.2 and 10}
     *
     * <p>The default: hard to beat where accuracy limits the steps.
     */
    static StepSizeController integral() {
        return PidController.of(0, 1, 0);
    }

    /**
     * {@return a proportional-integral controller with coefficients 0.4 and 0.3}
     *
     * <p>Smoother than {@link #integral} where stability limits the steps: fewer rejections on mildly stiff problems.
     */
    static StepSizeController pi() {
        return PidController.of(0.4, 0.3, 0);
    }

    /**
     * {@return a controller with given proportional, integral and derivative coefficients}
     *
     * @param p proportional coefficient, at least 0
     * @param i integral coefficient, greater than 0
     * @param d derivative coefficient, at least 0
     */
    static StepSizeController pid(double p, double i, double d) {
        return PidController.of(p, i, d);
    }

    /** What a controller remembers of the steps of one solve. Confined to one thread. */
    interface Memory {

        /**
         * The factor after an accepted step.
         *
         * @param ratio error ratio of the step, in [0, 1]
         * @return next step size over this one, greater than 0
         */
        double accepted(double ratio);

        /**
         * The factor after a rejected step.
         *
         * @param ratio error ratio of the step: above 1, or not finite for a step with a non-finite stage
         * @return step size of the next attempt over this one, in (0, 1)
         */
        double rejected(double ratio);

        /** Forgets the steps before: the solution is not smooth here. */
        void reset();
    }
}
