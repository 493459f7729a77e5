package org.kutta.adjoint.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DifferentiableField;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.TestFields;
import org.kutta.adjoint.certificate.GradientCertificate.Result;
import org.kutta.adjoint.certificate.GradientCertificate.Status;
import org.kutta.solver.DoubleArraySpace;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.Tableaus;

class GradientCertifierTests {
    private static GradientProblem<double[]> problem(
            String name, OdeSolver solver, DifferentiableField<double[]> field, double t1, double[] y0) {
        double[] w = new double[y0.length];
        for (int i = 0; i < w.length; i++) {
            w[i] = 1 - 0.4 * i;
        }
        return new GradientProblem<>(
                name, solver, DoubleArraySpace.INSTANCE, Components.ofDoubles(), field, 0, t1, y0, w);
    }

    @Test
    void certify_smoothNetwork_allMethodsAreOk() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-7, 1e-9);
        GradientCertificate certificate = GradientCertifier.create()
                .certify(problem("spiral", solver, TestFields.tanh(2, 8, 9), 2, new double[] {0.5, -0.7}));
        assertThat(certificate.isOk()).as("%s", certificate).isTrue();
        assertThat(certificate.method("discrete").relativeError()).isLessThan(1e-9);
        assertThat(certificate.method("checkpointed(8)").relativeError())
                .isEqualTo(certificate.method("discrete").relativeError());
        assertThat(certificate.method("backsolve").cosine()).isGreaterThan(1 - 1e-9);
        assertThat(certificate.method("backsolve").groups())
                .extracting(GradientCertificate.GroupResult::group)
                .containsExactly("y0", "W1", "u", "b1", "W2", "b2");
    }

    @Test
    void certify_lorenz_backsolveFailsAndSaysWhatToDo() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.DOPRI5).tolerances(1e-8, 1e-8);
        GradientCertificate certificate = GradientCertifier.create()
                .certify(problem("lorenz", solver, TestFields.lorenz(), 3, new double[] {1, 1, 20}));
        Result backsolve = certificate.method("backsolve");
        assertThat(backsolve.status()).isEqualTo(Status.FAILED);
        assertThat(backsolve.relativeError()).isNaN();
        assertThat(backsolve.advice()).contains("use DiscreteAdjoint");
        assertThat(backsolve.nfeBackward()).isPositive();
        // a reversible scheme of this step size is unstable here: it fails in the solve, whose work is reported all the
        // same
        assertThat(certificate.method("reversible").status()).isEqualTo(Status.FAILED);
        assertThat(certificate.method("reversible").nfeForward()).isPositive();
        assertThat(certificate.isOk()).isFalse();
        assertThat(certificate.method("discrete").relativeError()).isLessThan(1e-9);
        assertThat(certificate.method("discrete").status()).isEqualTo(Status.OK);
    }

    @Test
    void certify_looseTolerance_callsBacksolveInaccurateAndGivesAdvice() {
        OdeSolver solver = OdeSolver.fixed(Tableaus.EULER, 6);
        GradientCertificate certificate = GradientCertifier.create()
                .methods(List.of(
                        DiscreteAdjoint.storeAll(), BacksolveAdjoint.create().reportAbove(1)))
                .certify(problem("coarse", solver, TestFields.driven(), 2, new double[] {0.4, -0.3}));
        assertThat(certificate.method("discrete").status()).isEqualTo(Status.OK);
        assertThat(certificate.method("backsolve").status()).isEqualTo(Status.INACCURATE);
        assertThat(certificate.method("backsolve").advice()).contains("take more steps");
        assertThatIllegalArgumentException().isThrownBy(() -> certificate.method("checkpointed(8)"));
    }

    @Test
    void certify_unusedParameter_agreesOnZero() {
        OdeSolver solver = OdeSolver.adaptive(Tableaus.TSIT5).tolerances(1e-7, 1e-9);
        GradientCertificate certificate = GradientCertifier.create()
                .components(1)
                .certify(problem("van der pol", solver, TestFields.vanDerPol(1), 2, new double[] {1.5, 0}));
        assertThat(certificate.method("backsolve").groups().get(2).relativeError())
                .isZero();
        assertThat(certificate.method("backsolve").groups().get(2).cosine()).isEqualTo(1);
    }

    @Test
    void problem_weightsOfAnotherShape_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GradientProblem<>(
                        "x",
                        OdeSolver.fixed(Tableaus.RK4, 1),
                        DoubleArraySpace.INSTANCE,
                        Components.ofDoubles(),
                        TestFields.lorenz(),
                        0,
                        1,
                        new double[3],
                        new double[2]))
                .withMessage("shape of w ([2]) must be that of the state, [3]");
    }
}
