package org.kutta.nn.ode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.Solution;
import org.kutta.solver.SolveStats;
import org.kutta.solver.SolveStatus;
import org.kutta.solver.Tolerances;
import org.kutta.solver.ensemble.EnsembleMember;
import org.kutta.solver.ensemble.EnsembleSolver;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class PerSampleSolveTests {

    private static final int BATCH = 7;
    private static final int FEATURES = 3;
    private static final OdeSolver SOLVER = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-7, 1e-9);

    private final Counts counts = new Counts(new AtomicLong(), new AtomicInteger(), new AtomicInteger());
    private final Network network = Network.of(
            Sequential.of(counts, Dense.of(8), new Tanh(), Dense.of(FEATURES)), Shape.of(FEATURES), DataType.DOUBLE, 3);

    @AfterEach
    void closeNetwork() {
        network.close();
    }

    /** Samples of sizes from a hundredth to a hundred, so that each asks for other steps. */
    private static double[][] samples() {
        SplittableRandom random = new SplittableRandom(41);
        return IntStream.range(0, BATCH)
                .mapToObj(i -> random.doubles(FEATURES, -1, 1)
                        .map(x -> x * Math.pow(10, i % 5 - 2.0))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static INDArray batch(double[]... samples) {
        INDArray result = NativeArrays.zeros(DataType.DOUBLE, samples.length, FEATURES);
        NativeArrays.write(
                Arrays.stream(samples).flatMapToDouble(Arrays::stream).toArray(), result);
        return result;
    }

    private Solution<INDArray> asOneState(OdeSolver solver, double[]... samples) {
        INDArray y0 = batch(samples);
        try (LayerBinding bound = network.field().bind(y0)) {
            return solver.solve(OdeProblem.of(NdArraySpace.DOUBLE, bound, 0, 1, y0));
        }
    }

    private PerSampleSolve perSample(OdeSolver solver, int threads, double[]... samples) {
        return PerSampleSolve.of(EnsembleSolver.of(solver).threads(threads), network.field(), 0, 1, batch(samples));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void of_batch_givesTheBitsOfEachSampleAlone_andTheirCounts(int threads) {
        double[][] samples = samples();
        try (PerSampleSolve solved = perSample(SOLVER, threads, samples)) {
            long calls = counts.calls.get();
            assertThat(solved.members().isSuccess()).isTrue();
            double[] ends = NativeArrays.toHeap(solved.finalStates());
            SolveStats sum = SolveStats.NONE;
            for (int i = 0; i < BATCH; i++) {
                Solution<INDArray> alone = asOneState(SOLVER, samples[i]);
                assertThat(Arrays.copyOfRange(ends, i * FEATURES, (i + 1) * FEATURES))
                        .as("sample %d", i)
                        .containsExactly(NativeArrays.toHeap(alone.finalState()));
                assertThat(solved.members().solution(i).stats()).isEqualTo(alone.stats());
                sum = sum.plus(alone.stats());
            }
            assertThat(solved.members().stats()).isEqualTo(sum);
            assertThat(sum.nfe()).isEqualTo(calls);
            assertThat(solved.members().members().stream()
                            .map(m -> m.solution().stats().nfe())
                            .distinct()
                            .count())
                    .as("samples with steps of their own")
                    .isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void of_anotherOrder_givesTheSameBits(int threads) {
        double[][] samples = samples();
        int[] order = {4, 0, 6, 2, 1, 5, 3};
        double[][] shuffled = Arrays.stream(order).mapToObj(i -> samples[i]).toArray(double[][]::new);
        try (PerSampleSolve straight = perSample(SOLVER, 1, samples);
                PerSampleSolve permuted = perSample(SOLVER, threads, shuffled)) {
            for (int i = 0; i < BATCH; i++) {
                assertThat(NativeArrays.toHeap(permuted.members().solution(i).finalState()))
                        .containsExactly(NativeArrays.toHeap(
                                straight.members().solution(order[i]).finalState()));
            }
        }
    }

    @Test
    void of_transposedBatch_readsItsComponents() {
        double[][] samples = samples();
        INDArray columns = batch(samples).transpose().dup('c').transpose();
        assertThat(NativeArrays.isContiguous(columns)).isFalse();
        try (PerSampleSolve straight = perSample(SOLVER, 1, samples);
                PerSampleSolve transposed =
                        PerSampleSolve.of(EnsembleSolver.of(SOLVER).threads(1), network.field(), 0, 1, columns)) {
            assertThat(NativeArrays.toHeap(transposed.finalStates()))
                    .containsExactly(NativeArrays.toHeap(straight.finalStates()));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void oneSampleFails_othersAreUntouched_itsRowIsNaN(int threads) {
        double[][] samples = samples();
        double[][] spoiled = samples();
        spoiled[2][1] = Double.NaN;
        try (PerSampleSolve good = perSample(SOLVER, 1, samples);
                PerSampleSolve bad = perSample(SOLVER, threads, spoiled)) {
            double[] expected = NativeArrays.toHeap(good.finalStates());
            Arrays.fill(expected, 2 * FEATURES, 3 * FEATURES, Double.NaN);
            assertThat(NativeArrays.toHeap(bad.finalStates())).containsExactly(expected);
            assertThat(bad.members().unsuccessful())
                    .extracting(EnsembleMember::index)
                    .containsExactly(2);
            assertThat(bad.members().member(2).status()).isEqualTo(SolveStatus.NON_FINITE);
            assertThat(BatchCoupling.of(bad, asOneState(SOLVER, samples), SOLVER.tolerances())
                            .compared())
                    .isEqualTo(BATCH - 1);
        }
    }

    @Test
    void of_anyNumberOfThreads_closesWhatWorkersBound() {
        for (int threads : new int[] {1, 2}) {
            perSample(SOLVER, threads, samples()).close();
            assertThat(counts.closed.get()).isEqualTo(counts.made.get()).isPositive();
        }
    }

    @Test
    void close_finalStates_areFreed() {
        PerSampleSolve solved = perSample(SOLVER, 1, samples());
        INDArray end = solved.members().solution(0).finalState();
        INDArray copied = solved.finalStates();
        solved.close();
        assertThat(end.wasClosed()).isTrue();
        assertThat(copied.wasClosed()).isFalse();
    }

    /**
     * With {@code rtol = 0} the root mean square of a step's error over its state of m components is at most {@code atol}, so its Euclidean norm is at most
     * {@code atol sqrt(m)}, and so is that of each sample's part. The field's Lipschitz constant L is at most the product of the two matrices' norms, so at most half
     * the sum of the squares of all parameters; no error grows by more than exp(L) up to t = 1.
     */
    @ParameterizedTest
    @ValueSource(doubles = {1e-5, 1e-8})
    void coupling_sharedSteps_isBoundedByTheTolerance(double atol) {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(0, atol);
        double squares = Arrays.stream(NativeArrays.toHeap(network.parameters()))
                .map(x -> x * x)
                .sum();
        try (PerSampleSolve alone = perSample(solver, 2, samples())) {
            Solution<INDArray> shared = asOneState(solver, samples());
            BatchCoupling coupling = BatchCoupling.of(alone, shared, solver.tolerances());
            long ownSteps = alone.members().members().stream()
                    .mapToLong(m -> m.solution().stats().accepted())
                    .max()
                    .orElseThrow();
            double bound = Math.exp(squares / 2)
                    * (shared.stats().accepted() * Math.sqrt(BATCH * FEATURES) + ownSteps * Math.sqrt(FEATURES));
            assertThat(coupling.compared()).isEqualTo(BATCH);
            assertThat(coupling.largest()).isPositive().isLessThan(bound);
        }
    }

    @Test
    void coupling_shiftedComponents_areMeasured() {
        Tolerances tolerances = Tolerances.of(new double[] {0, 0, 0}, new double[] {1e-3, 1e-4, 1e-3});
        try (PerSampleSolve alone = perSample(SOLVER, 1, samples())) {
            INDArray state = alone.finalStates();
            assertThat(BatchCoupling.of(alone, solution(1, state), tolerances))
                    .isEqualTo(new BatchCoupling(0, 0, BATCH));
            state.putScalar(3, 0, state.getDouble(3, 0) + 5e-3);
            state.putScalar(5, 1, state.getDouble(5, 1) - 2e-3);
            BatchCoupling coupling = BatchCoupling.of(alone, solution(1, state), tolerances);
            assertThat(coupling.sample()).isEqualTo(5);
            assertThat(coupling.largest()).isCloseTo(20, within(1e-6));
            state.putScalar(1, 2, Double.NaN);
            assertThat(BatchCoupling.of(alone, solution(1, state), tolerances))
                    .isEqualTo(new BatchCoupling(Double.NaN, 1, BATCH));
        }
    }

    private static Solution<INDArray> solution(double time, INDArray state) {
        return Solution.of(
                NdArraySpace.DOUBLE,
                time,
                state,
                SolveStatus.SUCCESS,
                SolveStats.NONE,
                ImmutableDoubleArray.of(),
                List.of(),
                null);
    }

    @Test
    void arguments_wrong_areRefused() {
        EnsembleSolver ensembles = EnsembleSolver.of(SOLVER);
        INDArray wide = NativeArrays.zeros(DataType.DOUBLE, 2, FEATURES + 1);
        assertThatThrownBy(() -> PerSampleSolve.of(ensembles, network.field(), 0, 1, wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the batch has shape [2, 4] but the field expects samples of shape [3]");
        INDArray floats = NativeArrays.zeros(DataType.FLOAT, 2, FEATURES);
        assertThatThrownBy(() -> PerSampleSolve.of(ensembles.threads(1), network.field(), 0, 1, floats))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("y has data type FLOAT but the parameters have DOUBLE");
        try (PerSampleSolve alone = perSample(SOLVER, 1, samples())) {
            INDArray state = alone.finalStates();
            assertThatThrownBy(() -> BatchCoupling.of(alone, solution(0.5, state), SOLVER.tolerances()))
                    .hasMessageContaining("final time of the shared solve (0.5) must be");
            assertThatThrownBy(() -> BatchCoupling.of(alone, solution(1, wide), SOLVER.tolerances()))
                    .hasMessageContaining("shape of the shared solve ([2, 4]) must be");
            assertThatThrownBy(() -> BatchCoupling.of(
                            alone, solution(1, state), Tolerances.of(new double[2], new double[] {1, 1})))
                    .hasMessageContaining("size of the tolerances (2) must be");
        }
    }

    /** The identity; counts its forward passes, and the plans that are made and closed. */
    private record Counts(AtomicLong calls, AtomicInteger made, AtomicInteger closed) implements Layer {

        @Override
        public String name() {
            return "counts";
        }

        @Override
        public Shape outputShape(Shape input) {
            return input;
        }

        @Override
        public LayerPlan plan(PlanContext context, INDArray input, INDArray parameters, INDArray state) {
            made.incrementAndGet();
            return new LayerPlan() {
                @Override
                public INDArray output() {
                    return input;
                }

                @Override
                public void forward(double t) {
                    calls.incrementAndGet();
                }

                @Override
                public INDArray bindBackward(INDArray outputBar, INDArray parametersBar) {
                    return outputBar;
                }

                @Override
                public double backward() {
                    return 0;
                }

                @Override
                public void close() {
                    closed.incrementAndGet();
                }
            };
        }
    }
}
