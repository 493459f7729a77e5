package org.kutta.nn.latent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.heap.BoundHeapField;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Save;

/**
 * A latent neural ODE: a recurrent encoder reads a series from its end to its beginning and gives a normal distribution of the latent state at the first time, a field moves the
 * latent state on, a decoder gives the mean of what is observed at any time.
 *
 * <pre>
 *   h     = cell(h, x_k, m_k, t_{k+1} - t_k)      for k = n-1 .. 0
 *   mu, log sigma = head(h)
 *   z(t0) = mu + sigma * epsilon,   z' = f(t, z),   x(t) ~ N(decoder(z(t)), noise^2)
 * </pre>
 *
 * <p>{@code m} says which components were seen; those that were not enter as 0. All four networks are on the heap; their parameters are live. {@link LatentOdeTrainable} fits them.
 *
 * @param cell from {@code hidden + 2 * features + 1} inputs to {@code hidden}
 * @param head from {@code hidden} to {@code 2 * latent}
 * @param field the latent field
 * @param decoder from {@code latent} to {@code features}
 * @param solver how latent paths are solved
 * @param noise standard deviation of an observation, above 0
 * @see "Chen et al.: Neural ordinary differential equations, arXiv 1806.07366, section 5"
 * @see "Rubanova et al.: Latent ODEs for irregularly-sampled time series, arXiv 1907.03907"
 */
public record LatentOde(HeapMap cell, HeapMap head, HeapField field, HeapMap decoder, OdeSolver solver, double noise) {

    /**
     * Checks that the networks fit together.
     *
     * @param cell the encoder's cell
     * @param head the encoder's head
     * @param field the latent field
     * @param decoder the decoder
     * @param solver throws on failure
     * @param noise above 0
     */
    public LatentOde {
        Checks.check(
                solver.throwsOnFailure(),
                "throwOnFailure",
                false,
                "must be true for the solver of a latent ODE: it predicts at every time that is asked for");
        Checks.positive("noise", noise);
        int hidden = cell.outputs();
        int features = decoder.outputs();
        check("cell", "inputs", cell.inputs(), hidden + 2 * features + 1);
        check("head", "inputs", head.inputs(), hidden);
        check("head", "outputs", head.outputs(), 2 * field.features());
        check("decoder", "inputs", decoder.inputs(), field.features());
    }

    private static void check(String network, String what, int actual, int expected) {
        Checks.check(actual == expected, "the %s must have %s %s but has %s", network, expected, what, actual);
    }

    /**
     * A latent ODE with one hidden layer in field and decoder.
     *
     * @param features number of observed components
     * @param latent number of latent components
     * @param hidden width of the encoder's state and of the hidden layers
     * @param solver how latent paths are solved
     * @param noise standard deviation of an observation
     * @param seed seed of the initial parameters
     * @return the model
     */
    public static LatentOde of(int features, int latent, int hidden, OdeSolver solver, double noise, long seed) {
        Checks.atLeast("features", features, 1);
        Checks.atLeast("latent", latent, 1);
        Checks.atLeast("hidden", hidden, 1);
        return new LatentOde(
                HeapMap.of(Sequential.of(Dense.of(hidden), new Tanh()), hidden + 2 * features + 1, seed),
                HeapMap.of(Dense.of(2 * latent), hidden, seed + 1),
                HeapField.of(oneHidden(hidden, latent), latent, seed + 2),
                HeapMap.of(oneHidden(hidden, features), latent, seed + 3),
                solver,
                noise);
    }

    private static Layer oneHidden(int hidden, int outputs) {
        return Sequential.of(Dense.of(hidden), new Tanh(), Dense.of(outputs));
    }

    /** {@return the number of observed components} */
    public int features() {
        return decoder.outputs();
    }

    /** {@return the number of latent components} */
    public int latent() {
        return field.features();
    }

    /**
     * What a series says of its latent start.
     *
     * @param series observations
     * @return means, then logarithms of the standard deviations: {@code 2 * latent} numbers
     */
    public double[] encode(Trajectory series) {
        BoundHeapField bound = cell.bind(1);
        double[] input = new double[cell.inputs()];
        double[] state = new double[cell.outputs()];
        for (int k = series.times().length() - 1; k >= 0; k--) {
            writeInput(series, k, state, input);
            bound.evaluate(0, input, state);
        }
        double[] code = new double[head.outputs()];
        head.bind(1).evaluate(0, state, code);
        return code;
    }

    /** Hidden state, observation, mask, and the time to the observation read before. */
    void writeInput(Trajectory series, int k, double[] hidden, double[] input) {
        int at = hidden.length;
        System.arraycopy(hidden, 0, input, 0, at);
        for (int i = 0; i < features(); i++) {
            double seen = series.states().get(k).get(i);
            boolean missing = Double.isNaN(seen);
            input[at + i] = missing ? 0 : seen;
            input[at + features() + i] = missing ? 0 : 1;
        }
        boolean first = k == series.times().length() - 1;
        input[input.length - 1] =
                first ? 0 : series.times().get(k + 1) - series.times().get(k);
    }

    /**
     * Continues a series: the decoded path from the mean of its latent start.
     *
     * @param series observations
     * @param times increasing, none before the first time of the series
     * @return the observation expected at each time
     * @throws org.kutta.solver.SolveFailedException if the solve fails
     */
    public List<double[]> predict(Trajectory series, double... times) {
        double t0 = series.times().get(0);
        Checks.check(
                times.length > 0 && times[0] >= t0, "the first time must not be before that of the series, %s", t0);
        double[] start = Arrays.copyOf(encode(series), latent());
        List<double[]> states = times[times.length - 1] > t0
                ? solver.save(Save.at(times))
                        .solve(field.bind(start), t0, times[times.length - 1], start)
                        .states()
                : List.of(start);
        List<double[]> decoded = new ArrayList<>();
        for (double[] state : states) {
            double[] mean = new double[features()];
            decoder.bind(1).evaluate(0, state, mean);
            decoded.add(mean);
        }
        return decoded;
    }
}
