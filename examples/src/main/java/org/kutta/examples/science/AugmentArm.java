package org.kutta.examples.science;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Augment;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

/** A neural ODE with a linear classifier behind it, on points of the plane and some dimensions of zeros. */
final class AugmentArm implements AutoCloseable {
    private static final int HIDDEN = 32;
    private static final OdeSolver SOLVER = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-3, 1e-3);

    private final int extra;
    private final List<Layer> flow = new ArrayList<>();
    private final Network network;
    private final NetworkEvaluator evaluator;
    private final List<Double> evaluations = new ArrayList<>();
    private double[] losses = {};

    AugmentArm(int extra, long seed) {
        this.extra = extra;
        if (extra > 0) {
            flow.add(new Augment(extra));
        }
        Layer field = Sequential.of(Dense.of(HIDDEN), new Tanh(), Dense.of(HIDDEN), new Tanh(), Dense.of(2 + extra));
        flow.add(OdeBlock.of(field, SOLVER, DiscreteAdjoint.storeAll(), 0, 1));
        List<Layer> layers = new ArrayList<>(flow);
        layers.add(Dense.of(2));
        network = Network.of(new Sequential(layers), Shape.of(2), DataType.FLOAT, seed);
        evaluator = new NetworkEvaluator(network);
    }

    String name() {
        return extra == 0 ? "plain" : "augmented by " + extra;
    }

    void fit(Fitting fitting, int epochs, ArrayBatches train, ArrayBatches test, long seed) {
        try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), seed)) {
            losses = fitting.fit(name(), 0.01, epochs, model, train, epoch -> evaluations.add(nfe(test)));
        }
    }

    private double nfe(ArrayBatches data) {
        long[] sums = new long[2];
        evaluator.forEach(data, (batch, plan) -> {
            sums[0] += plan.nfeForward();
            sums[1]++;
        });
        return sums[0] / (double) sums[1];
    }

    AugmentResult.Figures figures(ArrayBatches test) {
        return new AugmentResult.Figures(
                name(),
                extra,
                network.parameters().length(),
                losses[losses.length - 1],
                evaluator.classes(test).accuracy(),
                nfe(test));
    }

    double[] losses() {
        return losses.clone();
    }

    double[] evaluations() {
        return evaluations.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** {@return where points are at the end of the flow, {@code [points][2 + extra]}} */
    double[][] endStates(double[] points) {
        try (Network prefix = Network.of(new Sequential(flow), Shape.of(2), DataType.FLOAT, 0)) {
            NativeArrays.copy(
                    NativeArrays.slice(
                            network.parameters(), 0, prefix.parameters().length()),
                    prefix.parameters());
            return outputs(prefix, points);
        }
    }

    /** {@return for each point how sure the classifier is of the ring, from 0 to 1} */
    double[] certainty(double[] points) {
        return Arrays.stream(outputs(network, points))
                .mapToDouble(scores -> 1 / (1 + Math.exp(scores[0] - scores[1])))
                .toArray();
    }

    private static double[][] outputs(Network network, double[] points) {
        int count = points.length / 2;
        try (NetworkPlan plan = network.plan(count, Mode.EVALUATE)) {
            NativeArrays.write(points, plan.input());
            plan.forward();
            double[] flat = NativeArrays.toHeap(plan.output());
            int width = flat.length / count;
            double[][] rows = new double[count][];
            Arrays.setAll(rows, n -> Arrays.copyOfRange(flat, n * width, (n + 1) * width));
            return rows;
        }
    }

    @Override
    public void close() {
        evaluator.close();
        network.close();
    }
}
