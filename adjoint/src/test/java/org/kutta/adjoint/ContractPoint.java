package org.kutta.adjoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.kutta.solver.StateSpace;

/** A random point, cotangent and linearization of the field under test, and the differences taken there. */
final class ContractPoint<S> implements AutoCloseable {
    final String seed;
    final BoundField<S> bound;
    final Linearization<S> linearization;
    final S y;
    final S w;
    final S dydt;
    private final DifferentiableFieldContract<S> contract;
    private final StateSpace<S> space;
    private final SplittableRandom random;

    ContractPoint(DifferentiableFieldContract<S> contract) {
        this.contract = contract;
        this.space = contract.space();
        this.seed = "seed " + contract.seed();
        this.random = new SplittableRandom(contract.seed());
        this.y = random(contract.newState());
        this.w = random(contract.newState());
        this.dydt = contract.newState();
        this.bound = contract.field().bind(y);
        this.linearization = bound.newLinearization();
        linearization.at(contract.time(), y, dydt);
    }

    S random(S target) {
        double[] values = new double[Math.toIntExact(space.size(target))];
        for (int i = 0; i < values.length; i++) {
            values[i] = contract.scale() * (2 * random.nextDouble() - 1);
        }
        contract.set(target, values);
        return target;
    }

    /** Central difference of {@code w . f} along what {@code moved} evaluates at a signed distance. */
    double difference(BiConsumer<Double, S> moved) {
        double e = Math.cbrt(space.unitRoundoff());
        S forwards = contract.newState();
        S backwards = contract.newState();
        moved.accept(e, forwards);
        moved.accept(-e, backwards);
        space.axpy(-1, backwards, forwards);
        return space.dot(w, forwards) / (2 * e);
    }

    void assertClose(double actual, double expected, S bar, S direction) {
        double size = norm(bar) * norm(direction) + norm(w) * norm(dydt);
        assertThat(actual).as(seed).isCloseTo(expected, within(contract.differenceTolerance() * size));
    }

    double norm(S x) {
        return Math.sqrt(space.dot(x, x));
    }

    double rounding(double[] values) {
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return contract.roundingTolerance() * (1 + largest);
    }

    static double[] sum(double[] x, double[] y, double factor) {
        double[] result = x.clone();
        for (int i = 0; i < result.length; i++) {
            result[i] += factor * y[i];
        }
        return result;
    }

    @Override
    public void close() {
        linearization.close();
        bound.close();
    }
}
