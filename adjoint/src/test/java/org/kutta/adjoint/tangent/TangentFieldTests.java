package org.kutta.adjoint.tangent;

import static org.assertj.core.api.Assertions.assertThat;

import org.kutta.adjoint.BoundField;
import org.kutta.adjoint.DifferentiableFieldContract;
import org.kutta.adjoint.Linearization;
import org.kutta.adjoint.TestFields;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.ProductState;
import org.kutta.solver.StateSpace;

/** A field with two directions keeps the contract, so that its gradient holds true second derivatives. */
class TangentFieldTests implements DifferentiableFieldContract<ProductState<double[]>> {
    private final TangentField<double[]> field =
            new TangentField<>(DoubleArraySpace.INSTANCE, TestFields.tanh(3, 5, 29), 2);

    @Override
    public TangentField<double[]> field() {
        return field;
    }

    @Override
    public StateSpace<ProductState<double[]>> space() {
        return field.space();
    }

    @Override
    public ProductState<double[]> newState() {
        return ProductState.of(new double[3], new double[3], new double[3]);
    }

    @Override
    public void set(ProductState<double[]> target, double[] values) {
        int offset = 0;
        for (int part = 0; part < target.parts(); part++) {
            double[] own = target.part(part);
            System.arraycopy(values, offset, own, 0, own.length);
            offset += own.length;
        }
    }

    @Override
    public double[] get(ProductState<double[]> source) {
        double[] values = new double[Math.toIntExact(space().size(source))];
        int offset = 0;
        for (int part = 0; part < source.parts(); part++) {
            double[] own = source.part(part);
            System.arraycopy(own, 0, values, offset, own.length);
            offset += own.length;
        }
        return values;
    }

    /** The cotangent of the time would take a mixed derivative that no linearization has. */
    @Override
    public void pullback_ofTheTime_equalsCentralDifferences() {
        try (BoundField<ProductState<double[]>> bound = field.bind(newState());
                Linearization<ProductState<double[]>> linearization = bound.newLinearization()) {
            linearization.at(time(), newState(), newState());
            assertThat(linearization.pullback(newState(), null, null)).isNaN();
        }
    }
}
