package org.kutta.adjoint;

import org.jspecify.annotations.Nullable;
import org.kutta.solver.StateSpace;
import org.kutta.solver.step.RungeKuttaStep;
import org.kutta.solver.step.StageFields;
import org.kutta.solver.tableau.ButcherTableau;

/** A tableau made reversible by a second state: see {@link ReversibleAdjoint}. */
final class CoupledScheme<S> implements ReversibleScheme<S> {
    /** Rows of the tape. */
    private static final int FORTH = 0;

    private static final int BACK = 1;

    private final StateSpace<S> space;
    private final BoundField<S> field;
    private final double coupling;
    private final RungeKuttaStep<S> kernel;
    private final AdjointStep<S> adjoint;
    private final Tape<S> tape;
    private final StageFields<S> plain = this::evaluate;
    private final StageFields<S> linearized = this::linearize;
    private final AdjointStep.StagePullback<S> pullback = this::pullBack;
    private final S y;
    private final S z;
    private final S out;
    private final S yEnd;
    private final S zEnd;
    private final S yBar;
    private final S zBar;
    private final S bar;
    private @Nullable S parametersBar;
    private int row;
    private double tBar;
    private double dtBar;
    private long evaluations;
    private long pullbacks;

    CoupledScheme(
            ButcherTableau tableau,
            StateSpace<S> space,
            BoundField<S> field,
            S like,
            double coupling,
            boolean keepsDerivatives) {
        this.space = space;
        this.field = field;
        this.coupling = coupling;
        this.kernel = RungeKuttaStep.solutionOnly(tableau, space, like);
        this.adjoint = new AdjointStep<>(tableau, space, like);
        this.tape = new Tape<>(field, space, like, tableau.stages(), keepsDerivatives);
        this.y = space.zerosLike(like);
        this.z = space.zerosLike(like);
        this.out = space.zerosLike(like);
        this.yEnd = space.zerosLike(like);
        this.zEnd = space.zerosLike(like);
        this.yBar = space.zerosLike(like);
        this.zBar = space.zerosLike(like);
        this.bar = space.zerosLike(like);
    }

    private void evaluate(int step, int stage, double t, S input, S dydt) {
        evaluations++;
        field.evaluate(t, input, dydt);
    }

    private void linearize(int step, int stage, double t, S input, S dydt) {
        tape.at(step, stage, t, input, dydt);
    }

    private double pullBack(int step, int stage, S cotangent, S inputBar) {
        pullbacks++;
        return tape.pullback(row, stage, cotangent, inputBar, parametersBar);
    }

    @Override
    public void start(double t0, S y0) {
        space.copy(y0, y);
        space.copy(y0, z);
    }

    /** {@code out = z + Psi_dt(z)}; {@code y = c (y - z) + out}; {@code out = y + Psi_-dt(y)}; {@code z -= out - y}. */
    @Override
    public void advance(double t, double dt, double tNext) {
        kernel.step(plain, 0, t, dt, tNext, z, out);
        space.axpy(-1.0, z, y);
        space.scale(coupling, y);
        space.axpy(1.0, out, y);
        kernel.step(plain, 0, tNext, -dt, t, y, out);
        space.axpy(-1.0, out, z);
        space.axpy(1.0, y, z);
    }

    @Override
    public S state() {
        return y;
    }

    @Override
    public void markEnd() {
        space.copy(y, yEnd);
        space.copy(z, zEnd);
    }

    @Override
    public void returnToEnd() {
        space.copy(yEnd, y);
        space.copy(zEnd, z);
        space.setZero(yBar);
        space.setZero(zBar);
    }

    @Override
    public S stateBar() {
        return yBar;
    }

    @Override
    public void reverse(double t, double dt, double tNext, @Nullable S gradient) {
        parametersBar = gradient;
        // z_n+1 = z_n - Psi_-dt(y_n+1)
        kernel.step(linearized, BACK, tNext, -dt, t, y, out);
        space.axpy(-1.0, y, z);
        space.axpy(1.0, out, z);
        space.setZero(bar);
        space.axpy(-1.0, zBar, bar);
        row = BACK;
        adjoint.pullback(pullback, BACK, -dt, tape.derivatives(BACK), bar);
        space.axpy(1.0, bar, yBar);
        space.axpy(1.0, zBar, yBar);
        tBar = adjoint.tBar();
        // this step starts at t + dt and has the size -dt
        dtBar = adjoint.tBar() - adjoint.dtBar();

        // y_n+1 = c (y_n - z_n) + z_n + Psi_dt(z_n)
        kernel.step(linearized, FORTH, t, dt, tNext, z, out);
        space.axpy(-1.0, out, y);
        space.scale(1 / coupling, y);
        space.axpy(1.0, z, y);
        space.copy(yBar, bar);
        row = FORTH;
        adjoint.pullback(pullback, FORTH, dt, tape.derivatives(FORTH), bar);
        space.axpy(1.0, bar, zBar);
        space.axpy(-coupling, yBar, zBar);
        space.scale(coupling, yBar);
        tBar += adjoint.tBar();
        dtBar += adjoint.dtBar();
        parametersBar = null;
    }

    @Override
    public double finish(double t0, S y0, @Nullable S y0Bar, @Nullable S gradient) {
        if (y0Bar != null) {
            space.axpy(1.0, yBar, y0Bar);
            space.axpy(1.0, zBar, y0Bar);
        }
        return 0;
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
        return evaluations + tape.evaluations();
    }

    @Override
    public long pullbacks() {
        return pullbacks;
    }

    @Override
    public long bytes() {
        long states = 8L + kernel.tableau().stages() + 1;
        return states * space.bytes(y) + adjoint.bytes() + tape.bytes();
    }

    @Override
    public void close() {
        tape.close();
        adjoint.close();
        kernel.close();
        space.release(y);
        space.release(z);
        space.release(out);
        space.release(yEnd);
        space.release(zEnd);
        space.release(yBar);
        space.release(zBar);
        space.release(bar);
    }
}
