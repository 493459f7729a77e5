package org.kutta.adjoint;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Solution;
import org.kutta.solver.StateSpace;

/**
 * Gradients of the times where the solve stands for the exact flow: a state moves with the field when its time does, so
 * the cotangent of a time is that of the state times the field there, and minus that at the start.
 */
final class ContinuousTimes<S> implements AutoCloseable {
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final StepLog log;
    private final S slope;

    ContinuousTimes(StateSpace<S> space, BoundField<S> field, S like, StepLog log) {
        this.space = space;
        this.field = field;
        this.log = log;
        this.slope = space.zerosLike(like);
    }

    /** The gradient, given the cotangent of the start, that of a state saved there included. */
    TimeGradient gradient(S y0, Solution<S> forward, S startBar, @Nullable S finalBar, @Nullable List<S> savedBars) {
        int last = log.steps();
        double t0 = -along(0, y0, startBar);
        double t1 = finalBar == null ? 0 : along(last, forward.finalState(), finalBar);
        ImmutableDoubleArray.Builder saves = ImmutableDoubleArray.builder(log.saves());
        for (int i = 0; i < log.saves(); i++) {
            int node = log.saveNode(i);
            double own = savedBars == null ? 0 : along(node, forward.states().get(i), savedBars.get(i));
            if (node == 0) {
                t0 += own;
                own = 0;
            } else if (node == last) {
                t1 += own;
                own = 0;
            }
            saves.add(own);
        }
        return new TimeGradient(t0, t1, saves.build());
    }

    private double along(int node, S state, S bar) {
        field.evaluate(log.t(node), state, slope);
        return space.dot(bar, slope);
    }

    @Override
    public void close() {
        space.release(slope);
    }
}
