package org.kutta.nn.latent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kutta.adjoint.GradientMethod;
import org.kutta.adjoint.GradientSolve;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.nn.fit.Trajectory;
import org.kutta.nn.heap.BoundHeapField;
import org.kutta.nn.heap.HeapMap;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.train.Trainable;
import org.kutta.solver.Checks;
import org.kutta.solver.DoubleArraySpace;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A {@link LatentOde} fitted to series of any lengths and times: the loss is the mean over a batch of the negative evidence lower bound, with one draw of the latent start for
 * each series,
 *
 * <pre>
 *   - log N(observations; decoder(z), noise^2) + beta KL(N(mu, sigma^2) || N(0, 1))
 * </pre>
 *
 * <p>The draws of a step depend on the seed and the number of the step alone. The networks' own parameter vectors are written before each pass, so that they hold the trained
 * values at the end.
 */
public final class LatentOdeTrainable implements Trainable<List<Trajectory>> {
    private static final double HALF_LOG_TWO_PI = 0.5 * Math.log(2 * Math.PI);

    private final LatentOde model;
    private final double beta;
    private final long seed;
    private final ParameterLayout layout;
    private final List<double[]> parts;
    private final INDArray parameters;
    private final INDArray gradient;
    private final double[] flat;
    private final double[] cellBar;
    private final double[] headBar;
    private final double[] fieldBar;
    private final double[] decoderBar;
    private final Pass cells;
    private final Pass decoders;
    private final Linearization<double[]> headPass;
    private final GradientSolve<double[]> solve;
    private long step;

    /**
     * A model to be fitted.
     *
     * @param model the model; the parameters of its networks are modified by training
     * @param method how the gradient of a latent solve is taken
     * @param beta weight of the divergence, at least 0; 1 for the evidence lower bound
     * @param seed seed of the draws
     */
    public LatentOdeTrainable(LatentOde model, GradientMethod method, double beta, long seed) {
        Checks.check(beta >= 0 && Double.isFinite(beta), "beta", beta, "must be >= 0");
        this.model = model;
        this.beta = beta;
        this.seed = seed;
        ParameterLayout.Builder groups = ParameterLayout.builder();
        append(groups, "cell", model.cell().layout());
        append(groups, "head", model.head().layout());
        append(groups, "field", model.field().layout());
        append(groups, "decoder", model.decoder().layout());
        this.layout = groups.build();
        this.parts = List.of(
                model.cell().parameters(),
                model.head().parameters(),
                model.field().parameters(),
                model.decoder().parameters());
        this.flat = new double[Math.toIntExact(layout.size())];
        gather(parts, flat);
        this.parameters = NativeArrays.vector(DataType.DOUBLE, flat);
        this.gradient = NativeArrays.zeros(DataType.DOUBLE, flat.length);
        this.cellBar = parts.get(0).clone();
        this.headBar = parts.get(1).clone();
        this.fieldBar = parts.get(2).clone();
        this.decoderBar = parts.get(3).clone();
        this.cells = new Pass(model.cell());
        this.decoders = new Pass(model.decoder());
        this.headPass = model.head().bind(1).newLinearization();
        this.solve = method.bind(model.solver(), DoubleArraySpace.INSTANCE, model.field(), new double[model.latent()]);
    }

    private static void append(ParameterLayout.Builder groups, String prefix, ParameterLayout layout) {
        for (ParameterLayout.Group group : layout.groups()) {
            groups.add(prefix + "." + group.name(), group.shape().toArray());
        }
    }

    private static void gather(List<double[]> parts, double[] flat) {
        int offset = 0;
        for (double[] part : parts) {
            System.arraycopy(part, 0, flat, offset, part.length);
            offset += part.length;
        }
    }

    @Override
    public INDArray parameters() {
        return parameters;
    }

    @Override
    public INDArray gradient() {
        return gradient;
    }

    @Override
    public ParameterLayout layout() {
        return layout;
    }

    @Override
    public void beginStep(long number) {
        step = number;
    }

    @Override
    public long samples(List<Trajectory> batch) {
        return batch.size();
    }

    @Override
    public void check(List<Trajectory> batch) {
        Checks.check(!batch.isEmpty(), "a batch must have at least one series");
        for (Trajectory series : batch) {
            Checks.check(
                    series.features() == model.features(),
                    "series has %s components but the model observes %s",
                    series.features(),
                    model.features());
            Checks.check(series.size() >= 2, "series (%s) has one observation but must have 2", series.name());
        }
    }

    @Override
    public double lossAndGradient(List<Trajectory> batch) {
        readParameters();
        for (double[] bar : List.of(cellBar, headBar, fieldBar, decoderBar)) {
            Arrays.fill(bar, 0);
        }
        RandomGenerator random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * step);
        double sum = 0;
        for (Trajectory series : batch) {
            sum += ofSeries(series, random, batch.size());
        }
        gather(List.of(cellBar, headBar, fieldBar, decoderBar), flat);
        NativeArrays.write(flat, gradient);
        return sum / batch.size();
    }

    private double ofSeries(Trajectory series, RandomGenerator random, int batch) {
        int times = series.times().length();
        double[] code = encode(series);
        int latent = model.latent();
        double[] noise = new double[latent];
        double[] start = new double[latent];
        double divergence = 0;
        for (int i = 0; i < latent; i++) {
            noise[i] = random.nextGaussian();
            double sigma = Math.exp(code[latent + i]);
            start[i] = code[i] + sigma * noise[i];
            divergence += 0.5 * (code[i] * code[i] + sigma * sigma - 1) - code[latent + i];
        }
        double[] later = Arrays.copyOfRange(series.times().toArray(), 1, times);
        List<double[]> states = solve.forward(series.times().get(0), later[later.length - 1], start, later)
                .states();
        double[] startBar = new double[latent];
        List<double[]> savedBars = new ArrayList<>();
        double loss = beta * divergence;
        for (int k = 0; k < times; k++) {
            double[] bar = k == 0 ? startBar : new double[latent];
            loss += decode(series, k, k == 0 ? start : states.get(k - 1), bar, batch);
            if (k > 0) {
                savedBars.add(bar);
            }
        }
        solve.backward(savedBars, startBar, fieldBar);
        double[] codeBar = new double[2 * latent];
        for (int i = 0; i < latent; i++) {
            double sigma = Math.exp(code[latent + i]);
            codeBar[i] = startBar[i] + beta * code[i] / batch;
            codeBar[latent + i] = startBar[i] * noise[i] * sigma + beta * (sigma * sigma - 1) / batch;
        }
        pullBackEncoder(codeBar, times);
        return loss;
    }

    private double[] encode(Trajectory series) {
        double[] input = new double[model.cell().inputs()];
        double[] hidden = new double[model.cell().outputs()];
        for (int k = series.times().length() - 1; k >= 0; k--) {
            model.writeInput(series, k, hidden, input);
            cells.frame(k).at(0, input, hidden);
        }
        double[] code = new double[model.head().outputs()];
        headPass.at(0, hidden, code);
        return code;
    }

    private void pullBackEncoder(double[] codeBar, int times) {
        double[] hiddenBar = new double[model.cell().outputs()];
        double[] inputBar = new double[model.cell().inputs()];
        headPass.pullback(codeBar, hiddenBar, headBar);
        for (int k = 0; k < times; k++) {
            Arrays.fill(inputBar, 0);
            cells.frame(k).pullback(hiddenBar, inputBar, cellBar);
            System.arraycopy(inputBar, 0, hiddenBar, 0, hiddenBar.length);
        }
    }

    /** {@return the negative log-likelihood of one time; the cotangent of the latent state is added to {@code bar}} */
    private double decode(Trajectory series, int k, double[] state, double[] bar, int batch) {
        double[] mean = new double[model.features()];
        Linearization<double[]> pass = decoders.frame(k);
        pass.at(0, state, mean);
        double variance = model.noise() * model.noise();
        double loss = 0;
        for (int i = 0; i < mean.length; i++) {
            double seen = series.states().get(k).get(i);
            double gap = Double.isNaN(seen) ? 0 : mean[i] - seen;
            loss += Double.isNaN(seen) ? 0 : gap * gap / (2 * variance) + Math.log(model.noise()) + HALF_LOG_TWO_PI;
            mean[i] = gap / variance / batch;
        }
        pass.pullback(mean, bar, decoderBar);
        return loss;
    }

    private void readParameters() {
        double[] trained = NativeArrays.toHeap(parameters);
        int offset = 0;
        for (double[] part : parts) {
            System.arraycopy(trained, offset, part, 0, part.length);
            offset += part.length;
        }
    }

    /** Leaves the trained parameters in the networks, and frees what is held. */
    @Override
    public void close() {
        readParameters();
        solve.close();
        parameters.close();
        gradient.close();
    }

    /** Linearizations of a network, one for each time of a series. */
    private static final class Pass {
        private final BoundHeapField bound;
        private final List<Linearization<double[]>> frames = new ArrayList<>();

        Pass(HeapMap network) {
            bound = network.bind(1);
        }

        Linearization<double[]> frame(int k) {
            while (frames.size() <= k) {
                frames.add(bound.newLinearization());
            }
            return frames.get(k);
        }
    }
}
