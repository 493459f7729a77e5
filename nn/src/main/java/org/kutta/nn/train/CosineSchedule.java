package org.kutta.nn.train;

import org.kutta.solver.Checks;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A value that falls along half a cosine: {@code last + (first - last) (1 + cos(pi n / length)) / 2}, then stays at {@code last}.
 *
 * @param type whether {@code n} counts iterations or epochs
 * @param first value at {@code n = 0}
 * @param last value from {@code n = length} on
 * @param length iterations or epochs that the fall takes
 * @see "Loshchilov, Hutter: SGDR: stochastic gradient descent with warm restarts, arXiv 1608.03983, section 3"
 */
public record CosineSchedule(ScheduleType type, double first, double last, int length) implements ISchedule {

    /**
     * Checks the settings.
     *
     * @param type what {@code n} counts
     * @param first finite
     * @param last finite
     * @param length at least 1
     */
    public CosineSchedule {
        Checks.finite("first value", first);
        Checks.finite("last value", last);
        Checks.atLeast("length", length, 1);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        int n = Math.min(type == ScheduleType.EPOCH ? epoch : iteration, length);
        return last + (first - last) * 0.5 * (1 + Math.cos(Math.PI * n / length));
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public ISchedule clone() {
        return this;
    }
}
