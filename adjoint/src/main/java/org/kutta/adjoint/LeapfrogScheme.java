package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.StateSpace;

/** The asynchronous leapfrog of {@link ReversibleAdjoint}. */
final class LeapfrogScheme<S> implements ReversibleScheme<S> {
    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final Linearization<S> linearization;
    private final double damping;
    private final S y;
    private final S v;
    private final S u;
    private final S yEnd;
    private final S vEnd;
    private final S yBar;
    private final S vBar;
    private final S uBar;
    private double tBar;
    private double dtBar;
    private long evaluations;
    private long pullbacks;

    LeapfrogScheme(StateSpace<S> space, BoundField<S> field, S like, double damping) {
        this.space = space;
        this.field = field;
        this.linearization = field.newLinearization();
        this.damping = damping;
        this.y = space.zerosLike(like);
        this.v = space.zerosLike(like);
        this.u = space.zerosLike(like);
        this.yEnd = space.zerosLike(like);
        this.vEnd = space.zerosLike(like);
        this.yBar = space.zerosLike(like);
        this.vBar = space.zerosLike(like);
        this.uBar = space.zerosLike(like);
    }

    @Override
    public void start(double t0, S y0) {
        space.copy(y0, y);
        evaluations++;
        field.evaluate(t0, y, v);
    }

    @Override
    public void advance(double t, double dt, double tNext) {
        space.axpy(0.5 * dt, v, y);
        evaluations++;
        field.evaluate(t + 0.5 * dt, y, u);
        space.scale(1 - 2 * damping, v);
        space.axpy(2 * damping, u, v);
        space.axpy(0.5 * dt, v, y);
    }

    @Override
    public S state() {
        return y;
    }

    @Override
    public void markEnd() {
        space.copy(y, yEnd);
        space.copy(v, vEnd);
    }

    @Override
    public void returnToEnd() {
        space.copy(yEnd, y);
        space.copy(vEnd, v);
        space.setZero(yBar);
        space.setZero(vBar);
    }

    @Override
    public S stateBar() {
        return yBar;
    }

    @Override
    public void reverse(double t, double dt, double tNext, @Nullable S parametersBar) {
        space.axpy(0.5 * dt, yBar, vBar);
        dtBar = 0.5 * space.dot(yBar, v);
        space.axpy(-0.5 * dt, v, y);
        evaluations++;
        linearization.at(t + 0.5 * dt, y, u);
        space.axpy(-2 * damping, u, v);
        space.scale(1 / (1 - 2 * damping), v);
        space.setZero(uBar);
        space.axpy(2 * damping, vBar, uBar);
        space.scale(1 - 2 * damping, vBar);
        pullbacks++;
        tBar = linearization.pullback(uBar, yBar, parametersBar);
        space.axpy(0.5 * dt, yBar, vBar);
        dtBar += 0.5 * (space.dot(yBar, v) + tBar);
        space.axpy(-0.5 * dt, v, y);
    }

    @Override
    public double finish(double t0, S y0, @Nullable S y0Bar, @Nullable S parametersBar) {
        evaluations++;
        linearization.at(t0, y0, u);
        pullbacks++;
        double startBar = linearization.pullback(vBar, yBar, parametersBar);
        if (y0Bar != null) {
            space.axpy(1.0, yBar, y0Bar);
        }
        return startBar;
    }

    @Override
    public double tBar() {
        return tBar;
    }

    @Override
    public double dtBar() {
        return dtBar;
    }

    @Override
    public long evaluations() {
        return evaluations;
    }

    @Override
    public long pullbacks() {
        return pullbacks;
    }

    @Override
    public long bytes() {
        return 8 * space.bytes(y) + linearization.bytes();
    }

    @Override
    public void close() {
        linearization.close();
        space.release(y);
        space.release(v);
        space.release(u);
        space.release(yEnd);
        space.release(vEnd);
        space.release(yBar);
        space.release(vBar);
        space.release(uBar);
    }
}
