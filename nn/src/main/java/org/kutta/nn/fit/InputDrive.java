package org.kutta.nn.fit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.solver.Checks;

/**
 * A driven field with the signal of each row, to be solved by one thread. Between solves the signals may be changed. Where there are inputs the cotangent of
 * the time is not known, NaN: their slope is part of it.
 */
final class InputDrive<S> implements DifferentiableField<S>, AutoCloseable {
    private final DrivenField<S> field;
    private final Rows<S> rows;
    private final int inputs;
    private final List<@Nullable InputSignal> signals = new ArrayList<>();
    private final double[] offsets;
    private final double[] values;
    private final S u;
    private boolean released;

    InputDrive(DrivenField<S> field, Rows<S> rows, int count) {
        this.field = field;
        this.rows = rows;
        this.inputs = field.inputs();
        this.offsets = new double[count];
        this.values = new double[count * inputs];
        this.u = rows.zeros(count, inputs);
        IntStream.range(0, count).forEach(row -> signals.add(null));
    }

    /** Sets what drives a row, and what is to be added to the time of the solve to get the signal's. */
    void set(int row, Optional<InputSignal> signal, double offset) {
        Checks.check(
                signal.map(InputSignal::size).orElse(0) == inputs,
                "a series has %s inputs but the field has %s",
                signal.map(InputSignal::size).orElse(0),
                inputs);
        signals.set(row, signal.orElse(null));
        offsets[row] = offset;
    }

    @Override
    public ParameterLayout layout() {
        return field.layout();
    }

    @Override
    public S parameters() {
        return field.parameters();
    }

    /** {@return this, to be closed with its one binding} */
    InputDrive<S> releasedWithBinding() {
        released = true;
        return this;
    }

    @Override
    public void close() {
        rows.space().release(u);
    }

    private void writeInputs(double t) {
        if (inputs == 0) {
            return;
        }
        for (int row = 0; row < offsets.length; row++) {
            InputSignal signal = signals.get(row);
            if (signal != null) {
                signal.write(t + offsets[row], values, row * inputs);
            }
        }
        rows.write(values, u);
    }

    private double[] breaks(double t0, double t1) {
        double from = Math.min(t0, t1);
        double to = Math.max(t0, t1);
        return IntStream.range(0, inputs == 0 ? 0 : offsets.length)
                .filter(row -> signals.get(row) != null)
                .boxed()
                .flatMapToDouble(row -> Arrays.stream(signals.get(row).breaks(from + offsets[row], to + offsets[row]))
                        .map(time -> time - offsets[row]))
                .filter(time -> time >= from && time <= to)
                .sorted()
                .distinct()
                .toArray();
    }

    @Override
    public BoundField<S> bind(S like) {
        BoundField<S> bound = field.bind(like, u);
        return new BoundField<>() {
            @Override
            public void evaluate(double t, S y, S dydt) {
                writeInputs(t);
                bound.evaluate(t, y, dydt);
            }

            @Override
            public double[] discontinuities(double t0, double t1) {
                return breaks(t0, t1);
            }

            @Override
            public Linearization<S> newLinearization() {
                return new DrivenLinearization<>(InputDrive.this::writeInputs, inputs > 0, bound.newLinearization());
            }

            @Override
            public void close() {
                bound.close();
                if (released) {
                    InputDrive.this.close();
                }
            }
        };
    }

    private record DrivenLinearization<S>(DoubleConsumer inputs, boolean driven, Linearization<S> inner)
            implements Linearization<S> {
        @Override
        public void at(double t, S y, S dydt) {
            inputs.accept(t);
            inner.at(t, y, dydt);
        }

        @Override
        public double pullback(S cotangent, @Nullable S yBar, @Nullable S parametersBar) {
            double timeBar = inner.pullback(cotangent, yBar, parametersBar);
            return driven ? Double.NaN : timeBar;
        }

        @Override
        public long bytes() {
            return inner.bytes();
        }

        @Override
        public void close() {
            inner.close();
        }
    }
}
