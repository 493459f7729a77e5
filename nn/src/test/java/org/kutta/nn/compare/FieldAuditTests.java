package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.kutta.nn.Network;
import org.kutta.nn.compare.FieldAudit.Finding;
import org.kutta.nn.compare.FieldAudit.Kind;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Dropout;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Residual;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class FieldAuditTests {
    @Test
    void of_smoothField_findsNothing() {
        FieldAudit audit = audit(Sequential.of(Dense.of(8), GroupNorm.of(2), new Tanh(), Dense.of(4)));
        assertThat(audit.findings()).isEmpty();
        assertThat(audit.trainingGap()).isZero();
        assertThat(audit.batchGap()).isCloseTo(0, within(1e-12));
    }

    @Test
    void of_batchNorm_dependsOnTheBatchAndChangesAfterTraining() {
        FieldAudit audit = audit(Sequential.of(Dense.of(4), BatchNorm.of(), new Tanh()));
        assertThat(audit.findings()).extracting(Finding::kind).containsExactly(Kind.BATCH_NORM);
        assertThat(audit.findings().get(0).advice()).contains("use group norm or layer norm");
        assertThat(audit.trainingGap()).isGreaterThan(0.05);
        assertThat(audit.batchGap()).isGreaterThan(0.05);
    }

    @Test
    void of_dropoutAndKinks_areFoundHoweverDeep() {
        FieldAudit audit = audit(Sequential.of(
                new Residual(Sequential.of(Dense.of(4), new Relu())), new Dropout(0.5), new Dropout(0), Dense.of(4)));
        assertThat(audit.findings()).extracting(Finding::kind).containsExactly(Kind.KINK, Kind.DROPOUT);
        assertThat(audit.findings()).extracting(Finding::layer).containsExactly("relu", "dropout(0.5)");
        assertThat(audit.trainingGap()).isGreaterThan(0.1);
        assertThat(audit.batchGap()).isCloseTo(0, within(1e-12));
    }

    @Test
    void of_ownStages_isNoField() {
        RungeKuttaStack stack = RungeKuttaStack.perStage(Tableaus.EULER, Mesh.uniform(0, 1, 2), Dense.of(4))
                .withAfterSum(new Relu());
        FieldAudit audit = audit((Layer) stack);
        assertThat(audit.findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.NO_FIELD, Kind.AFTER_SUM, Kind.KINK);
        assertThat(audit.trainingGap()).isNaN();
    }

    private static FieldAudit audit(Sequential field) {
        return audit((Layer) RungeKuttaStack.shared(Tableaus.RK4, Mesh.uniform(0, 1, 2), field));
    }

    private static FieldAudit audit(Layer stack) {
        try (Network network = Network.of(stack, Shape.of(4), DataType.DOUBLE, 1);
                INDArray input = NativeArrays.zeros(DataType.DOUBLE, 10, 4)) {
            NativeArrays.write(new SplittableRandom(1).doubles(40, -1, 3).toArray(), input);
            return FieldAudit.of(PlacedBlock.only(network), input, 1);
        }
    }
}
