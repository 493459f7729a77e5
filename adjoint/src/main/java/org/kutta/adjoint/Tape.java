package org.kutta.adjoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.StateSpace;

/**
 * Linearizations of the stages of some steps, one row a step, made when first needed and used again in every solve.
 *
 * <p>It keeps the stage derivatives as well where the gradient of the times needs them.
 */
final class Tape<S> implements AutoCloseable {
    private final BoundField<S> field;
    private final StateSpace<S> space;
    private final S like;
    private final int stages;
    private final boolean keepsDerivatives;
    /** Row by row; null where a stage was never linearized. */
    private final List<@Nullable Linearization<S>> linearizations = new ArrayList<>();

    private final List<@Nullable S> derivatives = new ArrayList<>();
    private final S[] row;
    private long evaluations;

    Tape(BoundField<S> field, StateSpace<S> space, S like, int stages, boolean keepsDerivatives) {
        this.field = field;
        this.space = space;
        this.like = like;
        this.stages = stages;
        this.keepsDerivatives = keepsDerivatives;
        this.row = space.newStages(like, keepsDerivatives ? stages : 0);
    }

    /** Evaluates a stage and remembers its linearization in a row. */
    void at(int rowIndex, int stage, double t, S y, S dydt) {
        int index = rowIndex * stages + stage;
        Linearization<S> linearization = index < linearizations.size() ? linearizations.get(index) : null;
        if (linearization == null) {
            linearization = add(index);
        }
        evaluations++;
        linearization.at(t, y, dydt);
        S kept = keepsDerivatives ? derivatives.get(index) : null;
        if (kept != null) {
            space.copy(dydt, kept);
        }
    }

    private Linearization<S> add(int index) {
        while (linearizations.size() <= index) {
            linearizations.add(null);
            derivatives.add(null);
        }
        Linearization<S> linearization = field.newLinearization();
        linearizations.set(index, linearization);
        if (keepsDerivatives) {
            derivatives.set(index, space.zerosLike(like));
        }
        return linearization;
    }

    /** Pulls a cotangent back through a stage that was linearized. */
    double pullback(int rowIndex, int stage, S cotangent, @Nullable S yBar, @Nullable S parametersBar) {
        Linearization<S> linearization = linearizations.get(rowIndex * stages + stage);
        if (linearization == null) {
            throw new IllegalStateException("stage " + stage + " of row " + rowIndex + " was not linearized");
        }
        return linearization.pullback(cotangent, yBar, parametersBar);
    }

    /** The stage derivatives of a row, null if they are not kept. */
    S @Nullable [] derivatives(int rowIndex) {
        if (!keepsDerivatives) {
            return null;
        }
        for (int stage = 0; stage < stages; stage++) {
            int index = rowIndex * stages + stage;
            S kept = index < derivatives.size() ? derivatives.get(index) : null;
            if (kept != null) {
                space.copy(kept, row[stage]);
            }
        }
        return row;
    }

    /** Closes all rows but the first ones. */
    void keepRows(int rows) {
        for (int index = linearizations.size() - 1; index >= (long) rows * stages; index--) {
            Linearization<S> linearization = linearizations.remove(index);
            S derivative = derivatives.remove(index);
            if (linearization != null) {
                linearization.close();
            }
            if (derivative != null) {
                space.release(derivative);
            }
        }
    }

    /** Bytes held: all rows, though the last solve may have been shorter than others before. */
    long bytes() {
        long bytes = bytesBesideRows();
        for (Linearization<S> linearization : linearizations) {
            if (linearization != null) {
                bytes += linearization.bytes() + derivativeBytes();
            }
        }
        return bytes;
    }

    /** Bytes of a stage that was linearized. */
    long stageBytes(int rowIndex, int stage) {
        Linearization<S> linearization = linearizations.get(rowIndex * stages + stage);
        return linearization == null ? 0 : linearization.bytes() + derivativeBytes();
    }

    /** Bytes that do not grow with the rows. */
    long bytesBesideRows() {
        return row.length * space.bytes(like);
    }

    private long derivativeBytes() {
        return keepsDerivatives ? space.bytes(like) : 0;
    }

    /** Field evaluations made here since construction. */
    long evaluations() {
        return evaluations;
    }

    @Override
    public void close() {
        keepRows(0);
        for (S stage : row) {
            space.release(stage);
        }
    }
}
