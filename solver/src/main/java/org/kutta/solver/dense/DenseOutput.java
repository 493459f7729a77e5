package org.kutta.solver.dense;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.ArrayList;
import java.util.List;
import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;

/**
 * A solution as a piecewise polynomial: a value at every time that the solve has covered.
 *
 * @param <S> type of the state
 */
public final class DenseOutput<S> {

    private final StateSpace<S> space;
    private final ImmutableDoubleArray starts;
    private final List<Piece<S>> pieces;
    private final double end;
    private final S endState;

    /** One step: {@code y + dt * sum(theta^k * coefficients[k - 1])}. */
    private static final class Piece<S> {
        final double dt;
        final S y;
        final S[] coefficients;

        Piece(double dt, S y, S[] coefficients) {
            this.dt = dt;
            this.y = y;
            this.coefficients = coefficients;
        }
    }

    private DenseOutput(
            StateSpace<S> space, ImmutableDoubleArray starts, List<Piece<S>> pieces, double end, S endState) {
        this.space = space;
        this.starts = starts;
        this.pieces = pieces;
        this.end = end;
        this.endState = endState;
    }

    /**
     * Collects the polynomials of the steps of one solve.
     *
     * @param <S> type of the state
     */
    public static final class Builder<S> {
        private final StateSpace<S> space;
        private final ImmutableDoubleArray.Builder starts = ImmutableDoubleArray.builder();
        private final List<Piece<S>> pieces = new ArrayList<>();

        /**
         * Starts with no step.
         *
         * @param space algebra of the state
         */
        public Builder(StateSpace<S> space) {
            this.space = space;
        }

        /**
         * Adds a step.
         *
         * @param t start of the step
         * @param dt signed size of the step whose polynomial it is
         * @param y state at the start; copied
         * @param step the step's polynomial, prepared
         */
        public void add(double t, double dt, S y, DenseStep<S> step) {
            S start = space.zerosLike(y);
            space.copy(y, start);
            starts.add(t);
            pieces.add(new Piece<>(dt, start, step.polynomial()));
        }

        /**
         * {@return the dense output of the steps so far}
         *
         * @param end time that was reached
         * @param endState state there; kept, not copied
         */
        public DenseOutput<S> build(double end, S endState) {
            return new DenseOutput<>(space, starts.build(), List.copyOf(pieces), end, endState);
        }
    }

    /** {@return the first time that it covers} */
    public double start() {
        return pieces.isEmpty() ? end : starts.get(0);
    }

    /** {@return the last time that it covers, before {@link #start} for a backward solve} */
    public double end() {
        return end;
    }

    /**
     * Writes the state at a time: that of the solve itself at its nodes.
     *
     * @param time time that is covered
     * @param result overwritten
     * @throws IllegalArgumentException if the time is not covered
     */
    public void value(double time, S result) {
        checkCovered(time);
        if (time == end) {
            space.copy(endState, result);
            return;
        }
        int n = pieceAt(time);
        Piece<S> piece = pieces.get(n);
        if (time == starts.get(n)) {
            space.copy(piece.y, result);
            return;
        }
        double theta = (time - starts.get(n)) / piece.dt;
        double[] weights = new double[piece.coefficients.length];
        double power = 1;
        for (int p = 0; p < weights.length; p++) {
            power *= theta;
            weights[p] = power;
        }
        space.combine(piece.y, piece.dt, weights, piece.coefficients, weights.length, result);
    }

    /**
     * Writes the derivative with respect to time, of the later piece where two meet.
     *
     * @param time time that is covered
     * @param result overwritten
     * @throws IllegalArgumentException if the time is not covered, or if there is no step
     */
    public void derivative(double time, S result) {
        checkCovered(time);
        Checks.check(!pieces.isEmpty(), "time", time, "must lie in a step, but the solve made none");
        int n = pieceAt(time);
        Piece<S> piece = pieces.get(n);
        double theta = (time - starts.get(n)) / piece.dt;
        double[] weights = new double[piece.coefficients.length];
        double power = 1;
        for (int p = 0; p < weights.length; p++) {
            weights[p] = (p + 1) * power;
            power *= theta;
        }
        space.combine(1, weights, piece.coefficients, weights.length, result);
    }

    /** Gives the states of the steps back to the space, but not that at the end. Nothing may be asked for afterwards. */
    public void release() {
        for (Piece<S> piece : pieces) {
            space.release(piece.y);
            for (S coefficient : piece.coefficients) {
                space.release(coefficient);
            }
        }
    }

    private void checkCovered(double time) {
        boolean covered = time >= Math.min(start(), end) && time <= Math.max(start(), end);
        Checks.check(
                covered, "time", time, "must be within [" + start() + ", " + end + "], which the solve has covered");
    }

    /** The last piece that starts at or before a time, in the direction of the solve. */
    private int pieceAt(double time) {
        double sign = Math.signum(end - start());
        int low = 0;
        int high = pieces.size() - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if ((time - starts.get(middle)) * sign >= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }
}
