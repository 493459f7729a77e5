package org.kutta.nn.fit;

import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.layer.Layer;
import org.kutta.solver.Checks;
import org.kutta.solver.StateSpace;

/** A {@link FieldTerms} bound to a number of rows and to the array that holds their inputs. */
final class BoundTerms<S> implements BoundField<S> {
    private final FieldTerms<S> field;
    private final Rows<S> rows;
    private final StateSpace<S> space;
    private final int count;
    private final S u;
    private final S parameters;
    private final int parameterCount;

    /** The network, its parameters and its input {@code z = [y, u]}; without inputs {@code z} is {@code y} itself. */
    private final @Nullable BoundField<S> network;

    private final S learned;
    private final boolean ownsLearned;
    private final S left;
    private final S z;
    private final S zBar;
    private final Runnable join;
    private final Runnable takeLeft;

    private final SampleTerms terms;
    private final S termSum;

    private final S knownBarSum;
    /** Parts of the cotangent that was last accumulated. */
    private @Nullable Parts<S> parts;

    /** The two parts of a vector of the parameters' size. */
    private record Parts<S>(S whole, S learned, S known) {}

    BoundTerms(FieldTerms<S> field, S like, S u) {
        this.field = field;
        this.rows = field.rows();
        this.space = rows.space();
        int features = field.features();
        long size = space.size(like);
        Checks.check(
                size > 0 && size % features == 0,
                "y has shape %s but the field expects [rows, %s]",
                space.describeShape(like),
                features);
        this.count = Math.toIntExact(size / features);
        this.u = u;
        this.parameters = field.parameters();
        this.parameterCount = Math.toIntExact(field.layout().size());
        this.ownsLearned = field.learnedCount() < parameterCount;
        this.learned = ownsLearned ? rows.part(parameters, 0, field.learnedCount()) : parameters;
        boolean driven = field.inputs() > 0;
        int width = features + field.inputs();
        this.left = rows.zeros(count, features);
        this.z = driven ? rows.zeros(count, width) : left;
        this.zBar = driven ? rows.zeros(count, width) : left;
        this.join = driven ? rows.join(left, u, z, count) : () -> {};
        this.takeLeft = driven ? rows.takeLeft(zBar, left, count) : () -> {};
        Layer layer = field.network();
        this.network = layer == null ? null : rows.bindNetwork(layer, width, features, learned, count);
        this.terms = new SampleTerms(field.known(), count, features, field.inputs());
        this.termSum = rows.zeros(count, features);
        this.knownBarSum = rows.vector(new double[parameterCount - field.learnedCount()]);
    }

    @Override
    public void evaluate(double t, S y, S dydt) {
        if (network == null) {
            space.setZero(dydt);
        } else {
            network.evaluate(t, input(y), dydt);
        }
        addTerms(t, y, dydt);
    }

    /** Makes the network's input, and brings its parameters up to date. */
    private S input(S y) {
        if (ownsLearned) {
            rows.load(parameters, 0, learned);
        }
        if (field.inputs() == 0) {
            return y;
        }
        space.copy(y, left);
        join.run();
        return z;
    }

    private void addTerms(double t, S y, S dydt) {
        if (!terms.isEmpty()) {
            addTerms(t, rows.read(y), inputs(), dydt);
        }
    }

    private double[] inputs() {
        return field.inputs() == 0 ? new double[0] : rows.read(u);
    }

    private void addTerms(double t, double[] y, double[] inputs, S dydt) {
        terms.load(rows.read(parameters), field.learnedCount());
        rows.write(terms.evaluate(t, y, inputs), termSum);
        space.axpy(1, termSum, dydt);
    }

    @Override
    public Linearization<S> newLinearization() {
        return new TermsLinearization();
    }

    private Parts<S> partsOf(S parametersBar) {
        Parts<S> taken = parts;
        if (taken == null || taken.whole != parametersBar) {
            int learnedCount = field.learnedCount();
            taken = new Parts<>(
                    parametersBar,
                    rows.part(parametersBar, 0, learnedCount),
                    rows.part(parametersBar, learnedCount, parameterCount - learnedCount));
            parts = taken;
        }
        return taken;
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
        space.release(left);
        if (field.inputs() > 0) {
            space.release(z);
            space.release(zBar);
        }
        space.release(termSum);
        space.release(knownBarSum);
    }

    private final class TermsLinearization implements Linearization<S> {
        private final @Nullable Linearization<S> inner = network == null ? null : network.newLinearization();
        private double[] y = new double[0];
        private double[] inputs = new double[0];
        private double t;

        @Override
        public void at(double time, S state, S dydt) {
            t = time;
            if (inner == null) {
                space.setZero(dydt);
            } else {
                inner.at(time, input(state), dydt);
            }
            if (!terms.isEmpty()) {
                y = keep(rows.read(state), y);
                inputs = keep(inputs(), inputs);
                addTerms(time, y, inputs, dydt);
            }
        }

        private static double[] keep(double[] values, double[] kept) {
            if (kept.length != values.length) {
                return values.clone();
            }
            System.arraycopy(values, 0, kept, 0, kept.length);
            return kept;
        }

        @Override
        public double pullback(S w, @Nullable S yBar, @Nullable S parametersBar) {
            double timeBar = inner == null ? 0 : pullBackNetwork(inner, w, yBar, parametersBar);
            if (!terms.isEmpty()) {
                terms.load(rows.read(parameters), field.learnedCount());
                double[] termBar = terms.pullback(t, y, inputs, rows.read(w));
                if (yBar != null) {
                    rows.write(termBar, termSum);
                    space.axpy(1, termSum, yBar);
                }
                addKnownBar(parametersBar);
                timeBar = Double.NaN; // a known term may depend on the time in any way
            }
            return timeBar;
        }

        private double pullBackNetwork(Linearization<S> map, S w, @Nullable S yBar, @Nullable S parametersBar) {
            if (!ownsLearned || parametersBar == null) {
                return pullBackMap(map, w, yBar, parametersBar);
            }
            S target = partsOf(parametersBar).learned;
            rows.load(parametersBar, 0, target);
            double timeBar = pullBackMap(map, w, yBar, target);
            rows.store(target, parametersBar, 0);
            return timeBar;
        }

        private double pullBackMap(Linearization<S> map, S w, @Nullable S yBar, @Nullable S target) {
            if (field.inputs() == 0) {
                return map.pullback(w, yBar, target);
            }
            space.setZero(zBar);
            double timeBar = map.pullback(w, zBar, target);
            takeLeft.run();
            if (yBar != null) {
                space.axpy(1, left, yBar);
            }
            return timeBar;
        }

        private void addKnownBar(@Nullable S parametersBar) {
            if (parametersBar == null || parameterCount == field.learnedCount()) {
                return;
            }
            S part = partsOf(parametersBar).known;
            rows.write(terms.parametersBar(), knownBarSum);
            rows.load(parametersBar, field.learnedCount(), part);
            space.axpy(1, knownBarSum, part);
            rows.store(part, parametersBar, field.learnedCount());
        }

        @Override
        public long bytes() {
            long bytes = (long) Double.BYTES * (y.length + inputs.length);
            return inner == null ? bytes : bytes + inner.bytes();
        }

        @Override
        public void close() {
            if (inner != null) {
                inner.close();
            }
        }
    }
}
