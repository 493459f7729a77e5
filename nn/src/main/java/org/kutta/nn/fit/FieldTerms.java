package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.Doubles;
import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A field that is a sum of known terms and a learned one: {@code dy/dt = sum g(t, y, u, p) + network([y, u])}.
 *
 * <p>The parameters are those of the network, then those of the known terms in their order; all of them are fitted. A term without parameters is a plain
 * lambda. On arrays the known terms are computed on the heap, with a transfer from and to the device in every evaluation: a model that must stay on the device
 * implements {@link DifferentiableField} itself. Thread-safe; {@link #close} frees the parameters of a field on arrays.
 *
 * @param <S> type of the state
 */
public final class FieldTerms<S> implements DrivenField<S>, AutoCloseable {
    private final Rows<S> rows;
    private final int features;
    private final int inputs;
    private final @Nullable Layer network;
    private final ImmutableList<Known> known;
    private final int learnedCount;
    private final ParameterLayout layout;
    private final S parameters;

    /** A known term and the values its parameters start from. */
    record Known(String name, KnownTerm term, ImmutableDoubleArray initial) {}

    private FieldTerms(Builder<S> builder) {
        this.rows = builder.rows;
        this.features = builder.features;
        this.inputs = builder.inputs;
        this.network = builder.network;
        this.known = builder.known.build();
        Checks.check(network != null || !known.isEmpty(), "a field needs a known or a learned term");
        Shape input = Shape.of(features + inputs);
        ParameterLayout.Builder groups = ParameterLayout.builder();
        double[] learned = new double[0];
        if (network != null) {
            Shape output = network.outputShape(input);
            Checks.check(
                    output.equals(Shape.of(features)),
                    "the network must give the %s components of the state from them and the %s inputs, but %s maps %s to %s",
                    features,
                    inputs,
                    network.name(),
                    input,
                    output);
            for (ParameterGroup group : network.parameters(input)) {
                groups.add(group.name(), group.shape().toArray());
            }
            learned = network.initialParameters(input, new SplittableRandom(builder.seed));
        }
        this.learnedCount = learned.length;
        double[] all = learned;
        for (Known one : known) {
            if (!one.initial.isEmpty()) {
                groups.add(one.name, one.initial.length());
                all = Doubles.concat(all, one.initial.toArray());
            }
        }
        this.layout = groups.build();
        this.parameters = rows.vector(all);
    }

    /**
     * {@return a builder of a field on {@code double[]}: for small networks, no native call}
     *
     * @param features number of components of the state
     */
    public static Builder<double[]> onHeap(int features) {
        return new Builder<>(HeapRows.INSTANCE, features);
    }

    /**
     * {@return a builder of a field on ND4J arrays: for large networks, a device}
     *
     * @param features number of components of the state
     * @param dataType FLOAT or DOUBLE
     */
    public static Builder<INDArray> onArrays(int features, DataType dataType) {
        return new Builder<>(new ArrayRows(dataType), features);
    }

    Rows<S> rows() {
        return rows;
    }

    int features() {
        return features;
    }

    @Nullable
    Layer network() {
        return network;
    }

    ImmutableList<Known> known() {
        return known;
    }

    int learnedCount() {
        return learnedCount;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public OptionalInt components() {
        return OptionalInt.of(features);
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public S parameters() {
        return parameters;
    }

    /** {@return the parameters of the network, in its own order, copied; for a network of the same layer on {@code features + inputs} components} */
    public double[] learnedParameters() {
        return Arrays.copyOf(rows.read(parameters), learnedCount);
    }

    /**
     * {@return the parameters of a known term, copied}
     *
     * @param name its name
     */
    public double[] knownParameters(String name) {
        ParameterLayout.Group group = layout.group(name)
                .filter(found -> found.offset() >= learnedCount)
                .orElseThrow(() -> new IllegalArgumentException(
                        "known term (" + name + ") must be one with parameters of this field"));
        return Arrays.copyOfRange(rows.read(parameters), (int) group.offset(), (int) group.end());
    }

    @Override
    public BoundField<S> bind(S like, S u) {
        return new BoundTerms<>(this, like, u);
    }

    /**
     * {@return this field under given inputs, for solving by hand}
     *
     * <p>How known terms and inputs depend on the time is not known: with either, gradients of times by the discrete and the reversible methods are NaN.
     *
     * @param signal the inputs of every sample, empty if the field has none
     */
    public DifferentiableField<S> driven(Optional<InputSignal> signal) {
        return new DifferentiableField<>() {
            @Override
            public ParameterLayout layout() {
                return layout;
            }

            @Override
            public S parameters() {
                return parameters;
            }

            @Override
            public BoundField<S> bind(S like) {
                int count = Math.toIntExact(rows.space().size(like) / features);
                InputDrive<S> drive = new InputDrive<>(FieldTerms.this, rows, count);
                for (int row = 0; row < count; row++) {
                    drive.set(row, signal, 0);
                }
                return drive.releasedWithBinding().bind(like);
            }
        };
    }

    @Override
    public void close() {
        rows.space().release(parameters);
    }

    /**
     * Collects the terms.
     *
     * @param <S> type of the state
     */
    public static final class Builder<S> {
        private final Rows<S> rows;
        private final int features;
        private int inputs;
        private @Nullable Layer network;
        private long seed;
        private final ImmutableList.Builder<Known> known = ImmutableList.builder();
        private int count;

        private Builder(Rows<S> rows, int features) {
            this.rows = rows;
            this.features = Checks.atLeast("features", features, 1);
        }

        /**
         * Sets how many inputs drive the system.
         *
         * @param number number of components of the inputs, at least 0
         * @return this builder
         */
        public Builder<S> inputs(int number) {
            inputs = Checks.atLeast("inputs", number, 0);
            return this;
        }

        /**
         * Adds a term that is known whole.
         *
         * @param term the term
         * @return this builder
         */
        public Builder<S> known(KnownTerm term) {
            return known("known." + count, term);
        }

        /**
         * Adds a term that is known up to its parameters.
         *
         * @param name name of the parameters, unique
         * @param term the term
         * @param initial values that the parameters start from; copied
         * @return this builder
         */
        public Builder<S> known(String name, KnownTerm term, double... initial) {
            known.add(new Known(name, term, ImmutableDoubleArray.copyOf(initial)));
            count++;
            return this;
        }

        /**
         * Sets the learned term.
         *
         * @param layer a network from the components of the state, and the inputs behind them, to those of the state
         * @param initialSeed seed of its parameters
         * @return this builder
         */
        public Builder<S> learned(Layer layer, long initialSeed) {
            Checks.check(network == null, "a field has one learned term, but %s was to be a second", layer.name());
            network = layer;
            seed = initialSeed;
            return this;
        }

        /**
         * {@return the field}
         *
         * @throws IllegalArgumentException if there is no term, or the network does not fit the state
         */
        public FieldTerms<S> build() {
            return new FieldTerms<>(this);
        }
    }
}
