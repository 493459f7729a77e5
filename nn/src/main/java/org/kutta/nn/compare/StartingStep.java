package org.kutta.nn.compare;

import org.kutta.adjoint.BoundField;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.OdeBlock;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The step size to begin a training with whose steps are then adapted. */
public final class StartingStep {
    private StartingStep() {}

    /**
     * Guesses it from an untrained field: {@code min(100 h0, h1)} with {@code h0 = 0.01 d0 / d1}, {@code h1 = (0.01 / max(d1, d2))^(1 / (p + 1))}, where {@code d0}, {@code d1}
     * and {@code d2} are the mean norms of the samples' states, derivatives and changes of the derivative over a step {@code h0}, divided by it. {@code h0} is 1e-6
     * where {@code d0} or {@code d1} is below 1e-5.
     *
     * @param place the block
     * @param input a batch of its inputs, as {@link PlacedBlock#input} gives it; not modified
     * @return the step, at most the block's interval
     * @see "Hairer, Norsett, Wanner: Solving Ordinary Differential Equations I, 2nd ed., section II.4"
     */
    public static double guess(PlacedBlock place, INDArray input) {
        OdeBlock block = place.block();
        double time = Math.abs(block.t1() - block.t0());
        INDArray first = NativeArrays.zerosLike(input);
        INDArray second = NativeArrays.zerosLike(input);
        INDArray moved = NativeArrays.zerosLike(input);
        try (BoundField<INDArray> field = place.field(Mode.EVALUATE).bind(input)) {
            field.evaluate(block.t0(), input, first);
            double d0 = meanNorm(input);
            double d1 = meanNorm(first);
            double h0 = d0 < 1e-5 || d1 < 1e-5 ? 1e-6 : 0.01 * d0 / d1;
            double signed = Math.copySign(h0, block.t1() - block.t0());
            NativeArrays.copy(input, moved);
            NativeArrays.axpy(signed, first, moved);
            field.evaluate(block.t0() + signed, moved, second);
            NativeArrays.axpy(-1, first, second);
            double d2 = meanNorm(second) / h0;
            double h1 = Math.pow(
                    0.01 / Math.max(d1, d2), 1.0 / (block.solver().tableau().order() + 1));
            return Math.min(time, Math.min(100 * h0, h1));
        } finally {
            first.close();
            second.close();
            moved.close();
        }
    }

    private static double meanNorm(INDArray batch) {
        double[] values = NativeArrays.toHeap(batch);
        int samples = Math.toIntExact(batch.size(0));
        int size = values.length / samples;
        double sum = 0;
        for (int n = 0; n < samples; n++) {
            double squares = 0;
            for (int i = n * size; i < (n + 1) * size; i++) {
                squares += values[i] * values[i];
            }
            sum += Math.sqrt(squares);
        }
        return sum / samples;
    }
}
