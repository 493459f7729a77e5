package org.kutta.examples.gradcheck;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.certificate.Components;
import org.kutta.adjoint.certificate.GradientCertificate;
import org.kutta.adjoint.certificate.GradientCertifier;
import org.kutta.adjoint.certificate.GradientProblem;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArrayComponents;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A problem of {@code kutta gradcheck}, all in double precision.
 *
 * @param name name to choose it by
 * @param description what it shows
 * @param trial solves it and tries the methods on it
 */
public record GradcheckProblem(
        String name, String description, BiFunction<OdeSolver, GradientCertifier, GradientCertificate> trial) {

    /** {@return all problems, easy ones first} */
    public static List<GradcheckProblem> all() {
        return List.of(
                new GradcheckProblem(
                        "linear",
                        "three contracting linear equations",
                        (solver, certifier) -> certifier.certify(
                                onHeap("linear", solver, new LinearContraction(), 2, new double[] {1, -0.5, 0.8}))),
                new GradcheckProblem(
                        "lorenz",
                        "chaos, which cannot be solved backwards",
                        (solver, certifier) ->
                                certifier.certify(onHeap("lorenz", solver, new Lorenz(), 3, new double[] {1, 1, 20}))),
                new GradcheckProblem(
                        "spiral-heap", "a network of 82 weights on the heap", GradcheckProblem::spiralHeap),
                new GradcheckProblem(
                        "spiral-ndarray",
                        "the same network on a batch of native arrays",
                        GradcheckProblem::spiralNdArray),
                new GradcheckProblem(
                        "conv", "convolutions with group norm on small images", GradcheckProblem::convolutions));
    }

    private static GradientProblem<double[]> onHeap(
            String name, OdeSolver solver, DifferentiableField<double[]> field, double t1, double[] y0) {
        double[] w = new double[y0.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = 1 - 0.4 * i;
        }
        return new GradientProblem<>(
                name, solver, DoubleArraySpace.INSTANCE, Components.ofDoubles(), field, 0, t1, y0, w);
    }

    private static Network spiral() {
        return Network.of(Sequential.of(Dense.of(16), new Tanh(), Dense.of(2)), Shape.of(2), DataType.DOUBLE, 7);
    }

    private static GradientCertificate spiralHeap(OdeSolver solver, GradientCertifier certifier) {
        try (Network network = spiral()) {
            return certifier.certify(onHeap("spiral-heap", solver, network.heapField(), 2, new double[] {1.2, -0.4}));
        }
    }

    private static GradientCertificate spiralNdArray(OdeSolver solver, GradientCertifier certifier) {
        try (Network network = spiral()) {
            return certifier.certify(onArrays("spiral-ndarray", solver, network, 2, 3));
        }
    }

    private static GradientCertificate convolutions(OdeSolver solver, GradientCertifier certifier) {
        Sequential layers = Sequential.of(Conv2d.of(4, 3), GroupNorm.of(2), new Tanh(), Conv2d.of(4, 3));
        try (Network network = Network.of(layers, Shape.of(5, 5, 4), DataType.DOUBLE, 11)) {
            return certifier.components(2).certify(onArrays("conv", solver, network, 1, 2));
        }
    }

    private static GradientProblem<INDArray> onArrays(
            String name, OdeSolver solver, Network network, double t1, int batch) {
        INDArray y0 = random(network, batch, 1);
        INDArray w = random(network, batch, 2);
        return new GradientProblem<>(
                name, solver, NdArraySpace.DOUBLE, NdArrayComponents.INSTANCE, network.field(), 0, t1, y0, w);
    }

    private static INDArray random(Network network, int batch, long seed) {
        INDArray state =
                NativeArrays.zeros(DataType.DOUBLE, network.inputShape().withBatch(batch));
        SplittableRandom random = new SplittableRandom(seed);
        NativeArrays.write(random.doubles(state.length()).map(x -> 2 * x - 1).toArray(), state);
        return state;
    }
}
