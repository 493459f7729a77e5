package org.kutta.nn.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.heap.HeapField;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeDense;
import org.kutta.solver.OdeProblem;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.ProductState;
import org.kutta.solver.tableau.Tableaus;

class FlowFieldTests {
    private static final int FEATURES = 3;
    private static final int BATCH = 2;
    private static final double T = 0.3;
    private static final double STEP = 1e-5;
    /** Central differences in double: the square of the step, and round-off over the step, with room for sums. */
    private static final double DIFFERENCES = 1e-8;

    private final HeapField field =
            HeapField.of(Sequential.of(TimeDense.of(7), new Tanh(), Dense.of(FEATURES)), FEATURES, 5);

    static Stream<Arguments> kinds() {
        return Stream.of(TraceEstimator.exact(), TraceEstimator.hutchinson(1), TraceEstimator.hutchinson(4))
                .flatMap(trace -> Stream.of(FlowPenalty.NONE, new FlowPenalty(0.7, 0), new FlowPenalty(0.3, 0.9))
                        .map(penalty -> Arguments.of(trace, penalty)));
    }

    private static double[] random(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] values = new double[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }

    /** The Jacobian of one row by central differences. */
    private RealMatrix jacobian(double[] row) {
        RealMatrix result = MatrixUtils.createRealMatrix(FEATURES, FEATURES);
        BoundField<double[]> bound = field.bind(row);
        for (int j = 0; j < FEATURES; j++) {
            double[][] ends = new double[2][FEATURES];
            for (int side = 0; side < 2; side++) {
                double[] y = row.clone();
                y[j] += side == 0 ? STEP : -STEP;
                bound.evaluate(T, y, ends[side]);
            }
            for (int i = 0; i < FEATURES; i++) {
                result.setEntry(i, j, (ends[0][i] - ends[1][i]) / (2 * STEP));
            }
        }
        return result;
    }

    @Test
    void evaluate_exactTrace_equalsJacobianByDifferences() {
        FlowField flow = new FlowField(field, FEATURES, TraceEstimator.exact(), new FlowPenalty(2, 3));
        double[] y = random(BATCH * FEATURES, 1);
        ProductState<double[]> dydt = flow.start(new double[y.length]);
        flow.bind(flow.start(y)).evaluate(T, flow.start(y), dydt);
        for (int row = 0; row < BATCH; row++) {
            double[] sample = java.util.Arrays.copyOfRange(y, row * FEATURES, (row + 1) * FEATURES);
            RealMatrix jacobian = jacobian(sample);
            double kinetic = 0;
            for (int i = 0; i < FEATURES; i++) {
                kinetic += Math.pow(dydt.part(0)[row * FEATURES + i], 2);
            }
            double frobenius = Math.pow(jacobian.getFrobeniusNorm(), 2);
            assertThat(dydt.part(1)[row]).isCloseTo(jacobian.getTrace(), within(DIFFERENCES));
            assertThat(dydt.part(2)[row]).isCloseTo((2 * kinetic + 3 * frobenius) / FEATURES, within(10 * DIFFERENCES));
        }
    }

    @Test
    void evaluate_hutchinson_meanOverSeedsTendsToTheTrace() {
        FlowField exact = new FlowField(field, FEATURES, TraceEstimator.exact(), FlowPenalty.NONE);
        FlowField random = new FlowField(field, FEATURES, TraceEstimator.hutchinson(1), FlowPenalty.NONE);
        double[] y = random(FEATURES, 3);
        ProductState<double[]> truth = exact.start(new double[FEATURES]);
        exact.bind(exact.start(y)).evaluate(T, exact.start(y), truth);
        ProductState<double[]> drawn = exact.start(new double[FEATURES]);
        BoundField<ProductState<double[]>> bound = random.bind(random.start(y));
        int draws = 4000;
        double sum = 0;
        double squares = 0;
        for (int n = 0; n < draws; n++) {
            random.resample(n);
            bound.evaluate(T, random.start(y), drawn);
            sum += drawn.part(1)[0];
            squares += drawn.part(1)[0] * drawn.part(1)[0];
        }
        double mean = sum / draws;
        double error = Math.sqrt((squares / draws - mean * mean) / draws);
        assertThat(error).isPositive();
        assertThat(mean).isCloseTo(truth.part(1)[0], within(4 * error));
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void pullback_any_equalsCentralDifferences(TraceEstimator trace, FlowPenalty penalty) {
        FlowField flow = new FlowField(field, FEATURES, trace, penalty);
        flow.resample(9);
        ProductState<double[]> y = flow.start(random(BATCH * FEATURES, 11));
        BoundField<ProductState<double[]>> bound = flow.bind(y);
        ProductState<double[]> w = ProductState.of(random(BATCH * FEATURES, 12), random(BATCH, 13), random(BATCH, 14));
        ProductState<double[]> dydt = flow.start(new double[BATCH * FEATURES]);
        Linearization<ProductState<double[]>> linearization = bound.newLinearization();
        linearization.at(T, y, dydt);
        ProductState<double[]> yBar = flow.start(new double[BATCH * FEATURES]);
        double[] pBar = new double[field.parameters().length];
        linearization.pullback(w, yBar, ProductState.of(pBar, new double[0], new double[0]));

        assertThat(yBar.part(0)).containsExactly(differences(bound, y, w, y.part(0)), within(DIFFERENCES));
        assertThat(pBar).containsExactly(differences(bound, y, w, field.parameters()), within(DIFFERENCES));
        assertThat(yBar.part(1)).containsOnly(0);
        assertThat(yBar.part(2)).containsOnly(0);
    }

    private static double[] differences(
            BoundField<ProductState<double[]>> bound,
            ProductState<double[]> y,
            ProductState<double[]> w,
            double[] varied) {
        double[] result = new double[varied.length];
        for (int i = 0; i < varied.length; i++) {
            double at = varied[i];
            varied[i] = at + STEP;
            double above = value(bound, y, w);
            varied[i] = at - STEP;
            double below = value(bound, y, w);
            varied[i] = at;
            result[i] = (above - below) / (2 * STEP);
        }
        return result;
    }

    private static double value(
            BoundField<ProductState<double[]>> bound, ProductState<double[]> y, ProductState<double[]> w) {
        ProductState<double[]> dydt =
                ProductState.of(new double[y.part(0).length], new double[BATCH], new double[BATCH]);
        bound.evaluate(T, y, dydt);
        double sum = 0;
        for (int part = 0; part < 3; part++) {
            for (int i = 0; i < dydt.part(part).length; i++) {
                sum += w.part(part)[i] * dydt.part(part)[i];
            }
        }
        return sum;
    }

    @Test
    void solve_volumeChange_equalsDeterminantOfTheFlowMap() {
        FlowField flow = new FlowField(field, FEATURES, TraceEstimator.exact(), FlowPenalty.NONE);
        OdeSolver solver = OdeSolver.fixed(Tableaus.RK4, 200);
        double[] y = random(FEATURES, 21);
        double volume = solver.solve(OdeProblem.of(FlowField.space(), flow.bind(flow.start(y)), 0, 1, flow.start(y)))
                .finalState()
                .part(1)[0];
        RealMatrix map = MatrixUtils.createRealMatrix(FEATURES, FEATURES);
        for (int j = 0; j < FEATURES; j++) {
            double[] above = y.clone();
            above[j] += STEP;
            double[] below = y.clone();
            below[j] -= STEP;
            double[] up = solver.solve(field.bind(y), 0, 1, above).finalState();
            double[] down = solver.solve(field.bind(y), 0, 1, below).finalState();
            for (int i = 0; i < FEATURES; i++) {
                map.setEntry(i, j, (up[i] - down[i]) / (2 * STEP));
            }
        }
        double determinant = new LUDecomposition(map).getDeterminant();
        assertThat(volume).isCloseTo(Math.log(determinant), within(1e-7));
    }

    @Test
    void bind_wrongShapes_namesThem() {
        FlowField flow = new FlowField(field, FEATURES, TraceEstimator.exact(), FlowPenalty.NONE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flow.start(new double[4]))
                .withMessageContaining("length 4")
                .withMessageContaining("[batch, 3]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> flow.bind(ProductState.of(new double[3], new double[2], new double[1])))
                .withMessageContaining("three parts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FlowPenalty(-1, 0))
                .withMessageContaining("kinetic (-1.0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EndTimeSampler(0, 1, 1))
                .withMessageContaining("width (1.0)");
    }
}
