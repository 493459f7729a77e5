package org.kutta.adjoint;

/** The hand-written fields, for tests of other packages. */
public final class TestFields {
    private TestFields() {}

    /** {@code y' = A y} in three dimensions, contracting. */
    public static DifferentiableField<double[]> linear() {
        return LinearField.contracting();
    }

    /** The Lorenz system at its chaotic parameters. */
    public static DifferentiableField<double[]> lorenz() {
        return new LorenzField();
    }

    /** The Van der Pol oscillator; its second parameter is read by nothing. */
    public static DifferentiableField<double[]> vanDerPol(double mu) {
        return new VanDerPolField(mu);
    }

    /** A non-linear field in two dimensions that depends on time. */
    public static DifferentiableField<double[]> driven() {
        return new DrivenField();
    }

    /** A network with one hidden layer that also reads the time. */
    public static DifferentiableField<double[]> tanh(int size, int hidden, long seed) {
        return new TanhField(size, hidden, seed);
    }
}
