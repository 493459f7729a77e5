package org.kutta.nn.layer;

import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.PreparedOp;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The term {@code t w} that is added to every row of an output: how the time enters a layer. */
final class TimeTerm {

    private final PlanContext context;
    private final INDArray row;
    private final INDArray scaled;
    private final INDArray rowBar;
    private final PreparedOp add;
    private double time;

    /** Of a row vector {@code w} and the matrix {@code rows} it is added to. */
    TimeTerm(PlanContext context, INDArray row, INDArray rows) {
        this.context = context;
        this.row = row;
        this.scaled = context.allocate(row.length());
        this.rowBar = context.allocate(1, row.length());
        this.add = PreparedOp.of("biasadd", rows, rows, scaled);
    }

    void forward(double t) {
        time = t;
        NativeArrays.copy(row, scaled);
        NativeArrays.scale(t, scaled);
        add.run();
    }

    /** Adds the steps that write the cotangent of {@code w}, {@code t} times the sum of the rows' cotangents. */
    void bindBackward(Program program, INDArray rowsBar, INDArray weightBar) {
        program.matmul(context.ones(rowsBar.size(0)), false, rowsBar, false, 1, 0, rowBar)
                .copy(rowBar, weightBar)
                .add(() -> NativeArrays.scale(time, weightBar));
    }

    /** The cotangent of the time, one read from the device. */
    double timeBar() {
        return Nd4j.getBlasWrapper().level1().dot(row.length(), 1, row, rowBar);
    }
}
