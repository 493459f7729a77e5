package org.kutta.solver.control;

/** The last error ratios of one solve under a {@link PidController}. */
final class PidMemory implements StepSizeController.Memory {

    private final double safety;
    private final double minFactor;
    private final double maxFactor;
    private final boolean integralOnly;
    private final double previousExponent;
    private final double oldestExponent;
    private final FastPower present;
    private final FastPower rejection;

    private double previous = 1;
    private double oldest = 1;
    private boolean afterRejection;

    PidMemory(PidController controller, int errorPower) {
        safety = controller.safety();
        minFactor = controller.minFactor();
        maxFactor = controller.maxFactor();
        integralOnly = controller.p() == 0 && controller.d() == 0;
        double k = errorPower;
        present = FastPower.withExponent(-(controller.p() + controller.i() + controller.d()) / k);
        rejection = FastPower.withExponent(-1 / k);
        previousExponent = (controller.p() + 2 * controller.d()) / k;
        oldestExponent = -controller.d() / k;
    }

    @Override
    public double accepted(double ratio) {
        double factor = safety * present.of(ratio > FastPower.LEAST ? ratio : FastPower.LEAST);
        if (!integralOnly) {
            factor *= Math.pow(previous, previousExponent) * Math.pow(oldest, oldestExponent);
            oldest = previous;
            previous = Math.max(ratio, 1e-4);
        }
        double most = afterRejection ? 1 : maxFactor;
        afterRejection = false;
        // branches, which the next step need not wait for, where Math.min and Math.max would keep it waiting
        if (factor > most) {
            return most;
        }
        return factor < minFactor ? minFactor : factor;
    }

    @Override
    public double rejected(double ratio) {
        afterRejection = true;
        if (!(ratio < FastPower.LARGEST)) {
            return minFactor;
        }
        return Math.max(minFactor, Math.min(safety, safety * rejection.of(ratio)));
    }

    @Override
    public void reset() {
        previous = 1;
        oldest = 1;
        afterRejection = false;
    }
}
