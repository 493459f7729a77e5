package org.kutta.nn.fit;

import java.util.Arrays;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The flat vectors of a fit as the trainer sees them: the parameters of a field, further values behind them, and their gradient. */
final class FitVector<S> implements AutoCloseable {
    private final DrivenField<S> field;
    private final Rows<S> rows;
    private final int fieldCount;
    private final INDArray parameters;
    private final INDArray gradient;
    private final S flat;
    private final S flatBar;
    private final S fieldBar;

    FitVector(DrivenField<S> field, Rows<S> rows, double[] further) {
        this.field = field;
        this.rows = rows;
        this.fieldCount = Math.toIntExact(field.layout().size());
        double[] values = Arrays.copyOf(rows.read(field.parameters()), fieldCount + further.length);
        System.arraycopy(further, 0, values, fieldCount, further.length);
        this.parameters = NativeArrays.vector(rows.dataType(), values);
        this.gradient = NativeArrays.zeros(rows.dataType(), values.length);
        this.flat = rows.mirror(parameters);
        this.flatBar = rows.mirror(gradient);
        this.fieldBar = rows.part(flatBar, 0, fieldCount);
    }

    INDArray parameters() {
        return parameters;
    }

    INDArray gradient() {
        return gradient;
    }

    /** All parameters, as {@link #read} has found them. */
    S flat() {
        return flat;
    }

    /** To be added to: the gradient of what lies behind the field's parameters. */
    S flatBar() {
        return flatBar;
    }

    /** To be added to: the gradient of the field's parameters. */
    S fieldBar() {
        return fieldBar;
    }

    /** Brings the parameters to the field. */
    void read() {
        rows.pull(parameters, flat);
        if (fieldCount > 0) {
            rows.space().copy(rows.part(flat, 0, fieldCount), field.parameters());
        }
    }

    void clearGradient() {
        rows.space().setZero(flatBar);
        rows.load(flatBar, 0, fieldBar);
    }

    void writeGradient() {
        rows.store(fieldBar, flatBar, 0);
        rows.push(flatBar, gradient);
    }

    /** Leaves the parameters in the field. */
    @Override
    public void close() {
        read();
        parameters.close();
        gradient.close();
    }
}
