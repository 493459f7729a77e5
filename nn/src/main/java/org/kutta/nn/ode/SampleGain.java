package org.kutta.nn.ode;

import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Exp;
import org.nd4j.linalg.api.ops.impl.transforms.strict.Log;

/**
 * The damped sum of one step, {@code y' = y + gain u} with {@code gain = (1 + r)^power} and {@code r = mean(e^2) / (tolerance^2 (mean(y^2) + floor))} sample by
 * sample, and its pullback. With {@code gBar = <yBar, u>} and {@code rBar = gBar power gain / (1 + r)}:
 *
 * <pre>
 *   uBar  = gain yBar
 *   eBar  = 2 / n  rBar / (tolerance^2 (mean(y^2) + floor))  e
 *   yBar += -2 / n  rBar r / (mean(y^2) + floor)  y
 * </pre>
 */
final class SampleGain {
    /** What a state of zeros counts as, in the mean of squares. */
    private static final double FLOOR = 1e-6;

    private final double power;
    private final double tolerance;
    private final long size;
    private final INDArray y;
    private final INDArray update;
    private final INDArray error;
    private final INDArray meanSquare;
    private final INDArray ratio;
    private final INDArray gain;
    private final Program forward = new Program();
    private final Program backward = new Program();

    SampleGain(PlanContext context, double power, double tolerance, INDArray y, INDArray result) {
        long batch = y.size(0);
        this.power = power;
        this.tolerance = tolerance;
        this.size = y.length() / batch;
        this.y = rows(y);
        this.update = context.allocate(batch, size);
        this.error = context.allocate(batch, size);
        this.meanSquare = context.allocate(batch, 1);
        this.ratio = context.allocate(batch, 1);
        this.gain = context.allocate(batch, 1);
        INDArray sum = rows(result);
        meanOfProducts(context, forward, this.y, this.y, meanSquare);
        meanOfProducts(context, forward, error, error, ratio);
        forward.op("add", meanSquare, meanSquare, context.constant(FLOOR))
                .op("divide", ratio, ratio, meanSquare)
                .scale(1 / (tolerance * tolerance), ratio)
                .op("add", gain, ratio, context.constant(1))
                .legacy(new Log(gain, gain))
                .scale(power, gain)
                .legacy(new Exp(gain, gain))
                .multiply(update, gain, sum)
                .axpy(1, this.y, sum);
    }

    private INDArray rows(INDArray array) {
        return NativeArrays.view(array, array.size(0), size);
    }

    private void meanOfProducts(PlanContext context, Program program, INDArray a, INDArray b, INDArray means) {
        INDArray products = context.acquire(a.shape());
        INDArray ones = NativeArrays.view(context.ones(size), size, 1);
        program.multiply(a, b, products).matmul(products, false, ones, false, 1.0 / size, 0, means);
        context.release(products);
    }

    /** {@return where the update {@code u} is written before {@link #forward}} */
    INDArray update() {
        return update;
    }

    /** {@return where the error {@code e} is written before {@link #forward}} */
    INDArray error() {
        return error;
    }

    void forward() {
        forward.run();
    }

    /** {@code yBar} is the cotangent of the result before {@link #backward}, and that of {@code y} after it. */
    void bindBackward(PlanContext context, INDArray yBar, INDArray updateBar, INDArray errorBar) {
        long batch = y.size(0);
        INDArray ratioBar = context.acquire(batch, 1);
        INDArray factor = context.acquire(batch, 1);
        INDArray bar = rows(yBar);
        meanOfProducts(context, backward, bar, update, ratioBar);
        // The mean was size times too small for the scalar product; the means of squares bring 2 / size: 2 remains.
        backward.multiply(bar, gain, rows(updateBar))
                .op("add", factor, ratio, context.constant(1))
                .multiply(ratioBar, gain, ratioBar)
                .scale(2 * power, ratioBar)
                .op("divide", ratioBar, ratioBar, factor)
                .op("divide", ratioBar, ratioBar, meanSquare)
                .multiply(ratioBar, ratio, factor)
                .scale(1 / (tolerance * tolerance), ratioBar)
                .multiply(error, ratioBar, rows(errorBar));
        INDArray product = context.acquire(y.shape());
        backward.multiply(y, factor, product).axpy(-1, product, bar);
        context.release(product);
        context.release(factor);
        context.release(ratioBar);
    }

    void backward() {
        backward.run();
    }
}
