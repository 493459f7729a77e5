package org.kutta.nn.fit;

import com.google.common.collect.ImmutableList;
import java.util.Arrays;

/** The known terms of a batch on the heap, sample by sample. What the methods return is overwritten by the next call. */
final class SampleTerms {
    private final KnownTerm[] terms;
    private final double[][] p;
    private final double[][] pBar;
    private final double[] allBars;
    private final int count;
    private final double[] y;
    private final double[] u;
    private final double[] w;
    private final double[] out;
    private final double[] result;

    SampleTerms(ImmutableList<FieldTerms.Known> known, int count, int features, int inputs) {
        this.terms = known.stream().map(FieldTerms.Known::term).toArray(KnownTerm[]::new);
        this.p = known.stream().map(term -> term.initial().toArray()).toArray(double[][]::new);
        this.pBar =
                known.stream().map(term -> new double[term.initial().length()]).toArray(double[][]::new);
        this.allBars = new double[Arrays.stream(p).mapToInt(one -> one.length).sum()];
        this.count = count;
        this.y = new double[features];
        this.u = new double[inputs];
        this.w = new double[features];
        this.out = new double[features];
        this.result = new double[count * features];
    }

    boolean isEmpty() {
        return terms.length == 0;
    }

    /** Reads the parameters of all terms, which lie one after the other. */
    void load(double[] parameters, int offset) {
        int from = offset;
        for (double[] one : p) {
            System.arraycopy(parameters, from, one, 0, one.length);
            from += one.length;
        }
    }

    private void readRow(int row, double[] states, double[] inputs) {
        System.arraycopy(states, row * y.length, y, 0, y.length);
        System.arraycopy(inputs, row * u.length, u, 0, u.length);
    }

    double[] evaluate(double t, double[] states, double[] inputs) {
        Arrays.fill(result, 0);
        for (int row = 0; row < count; row++) {
            readRow(row, states, inputs);
            for (int k = 0; k < terms.length; k++) {
                Arrays.fill(out, 0);
                terms[k].evaluate(t, y, u, p[k], out);
                addToRow(row);
            }
        }
        return result;
    }

    private void addToRow(int row) {
        for (int i = 0; i < out.length; i++) {
            result[row * out.length + i] += out[i];
        }
    }

    /** The cotangent of the states; {@link #parametersBar} has that of the parameters. */
    double[] pullback(double t, double[] states, double[] inputs, double[] cotangents) {
        Arrays.fill(result, 0);
        for (double[] bar : pBar) {
            Arrays.fill(bar, 0);
        }
        for (int row = 0; row < count; row++) {
            readRow(row, states, inputs);
            System.arraycopy(cotangents, row * w.length, w, 0, w.length);
            for (int k = 0; k < terms.length; k++) {
                Arrays.fill(out, 0);
                terms[k].pullback(t, y, u, p[k], w, out, pBar[k]);
                addToRow(row);
            }
        }
        return result;
    }

    double[] parametersBar() {
        int offset = 0;
        for (double[] bar : pBar) {
            System.arraycopy(bar, 0, allBars, offset, bar.length);
            offset += bar.length;
        }
        return allBars;
    }
}
