package org.kutta.examples.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.GradientSolve;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.StateSpace;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Solves and gradients on the backend, against the same steps in plain Java. */
final class FieldChecks {
    private static final int BATCH = 3;
    private static final int FEATURES = 5;
    private static final Shape IMAGE = Shape.of(6, 5, 4);
    private static final OdeSolver SOLVER = OdeSolver.fixed(Tableaus.RK4, 4);
    private static final String CURE =
            "the backend computes wrongly here: try OPENBLAS_CORETYPE=Haswell, then ND4J_MKL_FALLBACK=true, and report it with this output";

    private FieldChecks() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        for (DataType type : List.of(DataType.DOUBLE, DataType.FLOAT)) {
            findings.add(dense(type));
            findings.add(convolution(type));
        }
        return findings;
    }

    private static Finding dense(DataType type) {
        Layer layer = Sequential.of(Dense.of(8), new Tanh(), Dense.of(FEATURES));
        try (Network network = Network.of(layer, Shape.of(FEATURES), type, 1)) {
            return compared("dense field, " + type, network, network.heapField());
        }
    }

    private static Finding convolution(DataType type) {
        int channels = Math.toIntExact(IMAGE.dim(2));
        Layer layer = Sequential.of(Conv2d.of(channels, 3), new Tanh());
        try (Network network = Network.of(layer, IMAGE, type, 1)) {
            double[] parameters = NativeArrays.toHeap(network.parameters());
            return compared(
                    "convolution field, " + type,
                    network,
                    new PlainConvolution(
                            BATCH, Math.toIntExact(IMAGE.dim(0)), Math.toIntExact(IMAGE.dim(1)), channels, parameters));
        }
    }

    private static Finding compared(String what, Network network, DifferentiableField<double[]> plain) {
        double[] y0 = new SplittableRandom(2)
                .doubles(BATCH * network.inputShape().size(), -1, 1)
                .toArray();
        INDArray like =
                NativeArrays.zeros(network.dataType(), network.inputShape().withBatch(BATCH));
        NativeArrays.write(y0, like);
        List<double[]> expected =
                solved(DoubleArraySpace.INSTANCE, plain, NativeArrays.toHeap(like), plain.parameters());
        List<double[]> actual = solved(network, like);
        like.close();
        return judged(what, network.dataType(), error(actual, expected));
    }

    /** The bound is some thousand roundings, in a solve of sixteen evaluations and its gradient. */
    static Finding judged(String what, DataType type, double error) {
        double bound = type == DataType.DOUBLE ? 1e-12 : 1e-4;
        String found = String.format(
                Locale.ROOT, "solve and gradient differ from plain Java's by %.1e (at most %.0e)", error, bound);
        return error <= bound ? Finding.fine(what, found) : Finding.wrong(what, found, CURE);
    }

    /** Final state, cotangents of the first state and of the parameters. */
    private static List<double[]> solved(
            StateSpace<double[]> space, DifferentiableField<double[]> field, double[] y0, double[] parameters) {
        double[] y0Bar = new double[y0.length];
        double[] parametersBar = new double[parameters.length];
        try (GradientSolve<double[]> solve = DiscreteAdjoint.storeAll().bind(SOLVER, space, field, y0)) {
            double[] y1 = solve.forward(0, 1, y0).finalState().clone();
            solve.backward(y1.clone(), y0Bar, parametersBar);
            return List.of(y1, y0Bar, parametersBar);
        }
    }

    private static List<double[]> solved(Network network, INDArray y0) {
        try (INDArray y1 = NativeArrays.zerosLike(y0);
                INDArray y0Bar = NativeArrays.zerosLike(y0);
                INDArray parametersBar = NativeArrays.zerosLike(network.parameters());
                GradientSolve<INDArray> solve = DiscreteAdjoint.storeAll()
                        .bind(SOLVER, NdArraySpace.of(network.dataType()), network.field(), y0)) {
            NativeArrays.copy(solve.forward(0, 1, y0).finalState(), y1);
            solve.backward(y1, y0Bar, parametersBar);
            return List.of(NativeArrays.toHeap(y1), NativeArrays.toHeap(y0Bar), NativeArrays.toHeap(parametersBar));
        }
    }

    private static double error(List<double[]> actual, List<double[]> expected) {
        double worst = 0;
        for (int i = 0; i < expected.size(); i++) {
            worst = Math.max(worst, error(actual.get(i), expected.get(i)));
        }
        return worst;
    }

    /** Of the Euclidean norms; NaN where one is not finite, which no bound admits. */
    private static double error(double[] actual, double[] expected) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += (actual[i] - expected[i]) * (actual[i] - expected[i]);
            size += expected[i] * expected[i];
        }
        return Math.sqrt(difference / size);
    }
}
