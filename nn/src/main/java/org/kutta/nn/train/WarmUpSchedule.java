package org.kutta.nn.train;

import org.kutta.solver.Checks;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/**
 * A schedule whose first values grow linearly from near zero: at {@code n < length} it is {@code (n + 1) / length} times the other schedule.
 *
 * <p>The other schedule counts from the beginning of training, not from the end of the warm-up.
 *
 * @param type whether {@code n} counts iterations or epochs
 * @param length iterations or epochs of the warm-up, at least 1
 * @param schedule the schedule that is scaled, then followed
 * @see "Goyal et al.: Accurate, large minibatch SGD, arXiv 1706.02677, section 2.2"
 */
public record WarmUpSchedule(ScheduleType type, int length, ISchedule schedule) implements ISchedule {

    /**
     * Checks the settings.
     *
     * @param type what {@code n} counts
     * @param length at least 1
     * @param schedule scaled, then followed
     */
    public WarmUpSchedule {
        Checks.atLeast("length", length, 1);
    }

    @Override
    public double valueAt(int iteration, int epoch) {
        int n = type == ScheduleType.EPOCH ? epoch : iteration;
        double value = schedule.valueAt(iteration, epoch);
        return n < length ? value * (n + 1.0) / length : value;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public ISchedule clone() {
        return this;
    }
}
