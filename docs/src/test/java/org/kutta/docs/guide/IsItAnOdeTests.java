package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.DepthSmoothness;
import org.kutta.nn.compare.FieldAudit;
import org.kutta.nn.compare.FieldProblem;
import org.kutta.nn.compare.Metric;
import org.kutta.nn.compare.NfeMonitor;
import org.kutta.nn.compare.PlacedBlock;
import org.kutta.nn.compare.Refinement;
import org.kutta.nn.compare.SelfConvergence;
import org.kutta.nn.compare.SolverSwap;
import org.kutta.nn.compare.StageConsistency;
import org.kutta.nn.compare.StepAdaptation;
import org.kutta.nn.compare.StepMonitor;
import org.kutta.nn.compare.StepValidity;
import org.kutta.nn.compare.SwapMatrix;
import org.kutta.nn.compare.Verdict;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.ArrayBatches;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Adam;

/** The page that asks of a trained model whether it is an ODE. */
@Tag("slow")
class IsItAnOdeTests {
    private static final int SAMPLES = 600;

    @Test
    void coarseModel_isFoundOut_andTheMonitorKeepsItAnOde() {
        INDArray points = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 2);
        INDArray classes = NativeArrays.zeros(DataType.FLOAT, SAMPLES, 2);
        fillWithRings(points, classes);
        try (ArrayBatches data = ArrayBatches.shuffled(points, classes, 50, 1);
                ArrayBatches probes = ArrayBatches.shuffled(points, classes, 200, 2)) {
            assertThat(swap(data)).isEqualTo(Verdict.DEPENDENT);
            assertThat(monitor(data, probes)).isLessThan(0.5);
        } finally {
            points.close();
            classes.close();
        }
    }

    private static Network rings() {
        // region: model
        Sequential field = Sequential.of(Dense.of(32), new Relu(), Dense.of(32), new Relu(), Dense.of(2));
        RungeKuttaStack oneLongStep = RungeKuttaStack.shared(Tableaus.EULER, Mesh.uniform(0, 1, 1), field);
        Network network = Network.of(Sequential.of(oneLongStep, Dense.of(2)), Shape.of(2), DataType.FLOAT, 1);
        // endregion
        return network;
    }

    private static Verdict swap(ArrayBatches data) {
        try (Network network = rings();
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1)) {
            Trainer.with(new Adam(0.01)).epochs(30).fit(model, data);
            // region: swap
            PlacedBlock block = PlacedBlock.only(network); // wherever it sits in the sequence
            SwapMatrix matrix = SolverSwap.measuring(Metric.accuracy()).run(block, data);
            Verdict verdict = matrix.verdict();
            double longest = matrix.criticalStep().step();
            // endregion
            assertThat(matrix.trainedMetric()).isGreaterThan(0.95);
            assertThat(longest).isLessThan(1);
            diagnose(block, data);
            return verdict;
        }
    }

    private static void diagnose(PlacedBlock block, ArrayBatches data) {
        INDArray features = data.epoch(0).next().getFeatures();
        // region: diagnose
        try (INDArray input = block.input(features)) {
            FieldProblem<INDArray> problem = block.problem(input);
            SelfConvergence convergence = SelfConvergence.measure(problem);
            StepValidity validity = StepValidity.measure(problem, 50, 1);
            FieldAudit audit = FieldAudit.of(block, input, 1);
            Refinement refined = Refinement.measure(block, Metric.accuracy(), data, 2);
            // endregion
            assertThat(convergence.kinks()).containsExactly("relu");
            assertThat(validity.isInjective())
                    .as("one step crosses what no flow can")
                    .isFalse();
            assertThat(audit.findings()).isNotEmpty();
            assertThat(refined.holds()).isFalse();
        }
    }

    private static double monitor(ArrayBatches data, ArrayBatches probes) {
        try (Network network = rings()) {
            // region: monitor
            try (NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), 1);
                    StepMonitor steps = new StepMonitor(
                            model,
                            probes,
                            Metric.accuracy(),
                            StepAdaptation.withHysteresis().every(20))) {
                NfeMonitor work = new NfeMonitor(model);
                Trainer.with(new Adam(0.01))
                        .epochs(30)
                        .listener(steps)
                        .listener(work)
                        .stopWhen(epoch -> work.growth().ratio() > 100)
                        .fit(model, data);
                Network trained = model.network(); // the same numbers, with the steps that it ended with
                double step = steps.value();
                // endregion
                assertThat(trained.parameters()).isSameAs(network.parameters());
                assertThat(work.growth().ratio()).isGreaterThan(1);
                return step;
            }
        }
    }

    @Test
    void ownStages_areNoDiscretisation() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.RK4, Mesh.uniform(0, 1, 4), Dense.of(4));
        try (Network network = Network.of(stack, Shape.of(4), DataType.DOUBLE, 1);
                INDArray input = NativeArrays.zeros(DataType.DOUBLE, 5, 4)) {
            NativeArrays.write(new SplittableRandom(1).doubles(20, -1, 1).toArray(), input);
            // region: stages
            PlacedBlock block = PlacedBlock.only(network);
            StageConsistency stages = StageConsistency.measure(block, input);
            DepthSmoothness depth = DepthSmoothness.measure(block, input);
            // endregion
            assertThat(stages.finding()).isEqualTo(StageConsistency.Finding.NOT_A_DISCRETISATION);
            assertThat(depth.steps()).isEqualTo(4);
        }
    }

    private static void fillWithRings(INDArray points, INDArray classes) {
        double[] coordinates = new double[2 * SAMPLES];
        double[] labels = new double[2 * SAMPLES];
        SplittableRandom random = new SplittableRandom(1);
        for (int n = 0; n < SAMPLES; n++) {
            int ring = n % 2 == 1 ? 1 : 2 * (n / 2 % 2);
            double radius = 0.5 * (ring + 1) + random.nextDouble(-0.15, 0.15);
            double angle = 2 * Math.PI * random.nextDouble();
            coordinates[2 * n] = radius * Math.cos(angle);
            coordinates[2 * n + 1] = radius * Math.sin(angle);
            labels[2 * n + n % 2] = 1;
        }
        NativeArrays.write(coordinates, points);
        NativeArrays.write(labels, classes);
    }
}
