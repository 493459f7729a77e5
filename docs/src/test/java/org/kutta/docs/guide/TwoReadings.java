package org.kutta.docs.guide;

// region: program
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.NetworkEvaluator;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/** Trains residual stacks to tell a disc from the ring around it, then reads each as the neural ODE that it may be. */
final class TwoReadings {
    private static final int SAMPLES = 400;

    public static void main(String[] args) {
        INDArray points = Nd4j.zeros(DataType.FLOAT, SAMPLES, 2);
        INDArray classes = Nd4j.zeros(DataType.FLOAT, SAMPLES, 2);
        RandomGenerator random = new SplittableRandom(1);
        for (int n = 0; n < SAMPLES; n++) {
            int ring = n % 2;
            double radius = 1.5 * ring + 0.5 + 0.5 * random.nextDouble();
            double angle = 2 * Math.PI * random.nextDouble();
            points.putScalar(n, 0, radius * Math.cos(angle));
            points.putScalar(n, 1, radius * Math.sin(angle));
            classes.putScalar(n, ring, 1);
        }
        try (ArrayBatches data = ArrayBatches.shuffled(points, classes, 50, 1)) {
            compare(Tableaus.EULER, 1, data);
            compare(Tableaus.RK4, 8, data);
        }
    }

    private static void compare(ButcherTableau tableau, int steps, ArrayBatches data) {
        Sequential field = Sequential.of(Dense.of(16), new Tanh(), Dense.of(3));
        RungeKuttaStack stack = RungeKuttaStack.shared(tableau, Mesh.uniform(0, 4, steps), field);
        OdeLayer sameSteps = stack.toContinuous();
        OdeLayer toTolerance = stack.toContinuous()
                .withSolver(OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-4, 1e-4));

        try (Network network = Network.of(model(stack), Shape.of(2), DataType.FLOAT, 1);
                NetworkTrainable trainable = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            Trainer.with(new Adam(0.01)).epochs(40).fit(trainable, data);
            System.out.printf(
                    Locale.ROOT,
                    "%d step(s) of %s: accuracy %.0f %% as a stack, %.0f %% as an ODE on its steps, %.0f %% as an ODE to 1e-4%n",
                    steps,
                    tableau.name(),
                    accuracy(network, data),
                    accuracy(network.reread(model(sameSteps)), data),
                    accuracy(network.reread(model(toTolerance)), data));
        }
    }

    private static Sequential model(OdeLayer middle) {
        return Sequential.of(Dense.of(3), middle, Dense.of(2));
    }

    private static double accuracy(Network network, ArrayBatches data) {
        try (NetworkEvaluator evaluator = new NetworkEvaluator(network)) {
            return 100 * evaluator.classes(data).accuracy();
        }
    }
}
// endregion
