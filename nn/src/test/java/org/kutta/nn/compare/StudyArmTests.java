package org.kutta.nn.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.ode.ModelProbe;
import org.kutta.nn.recipe.Wiring;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import org.nd4j.linalg.api.buffer.DataType;

class StudyArmTests {
    private static StudyArm arm(String name) {
        return StudyArm.ablation().stream()
                .filter(arm -> arm.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Two blocks on one feature: tanh(w y + c) with weights of its own for each sub-network, worked out by loops. */
    @Test
    void blocks_everyArm_computesItsFormula() {
        agrees("euler", chain(1, 1, 1, 1));
        agrees("euler-half", chain(0.5, 0.5, 0.5, 0.5));
        agrees("euler-third", chain(1 / 3.0, 1 / 3.0, 1 / 3.0, 1 / 3.0));
        agrees("euler-quarter", chain(0.25, 0.25, 0.25, 0.25));
        agrees("weights-b", chain(1 / 6.0, 1 / 3.0, 1 / 3.0, 1 / 6.0));
        agrees("weights-a", chain(0.5, 0.5, 1, 1 / 6.0));
        agrees("initial-point", (y, f) -> {
            double u = y;
            for (int i = 0; i < 4; i++) {
                u = y + f.at(i, u);
            }
            return u;
        });
        agrees("rk4", (y, f) -> {
            double k1 = f.at(0, y);
            double k2 = f.at(1, y + k1 / 2);
            double k3 = f.at(2, y + k2 / 2);
            double k4 = f.at(3, y + k3);
            return y + (k1 + 2 * k2 + 2 * k3 + k4) / 6;
        });
    }

    private static Block chain(double... factors) {
        return (y, f) -> {
            double u = y;
            for (int i = 0; i < factors.length; i++) {
                u += factors[i] * f.at(i, u);
            }
            return u;
        };
    }

    private static void agrees(String name, Block block) {
        Wiring wiring = arm(name).wiring();
        int blocks = 8 / wiring.subnetsPerBlock();
        try (ModelProbe probe = new ModelProbe(
                wiring.blocks(blocks, Sequential.of(Dense.of(1), new Tanh())),
                Shape.of(1),
                DataType.DOUBLE,
                1,
                Mode.EVALUATE,
                3)) {
            double[] p = NativeArrays.toHeap(probe.network.parameters());
            assertThat(p).hasSize(16);
            for (int i = 1; i < p.length; i += 2) {
                p[i] = 0.1 * i;
            }
            NativeArrays.write(p, probe.network.parameters());
            double y = block.output(0.7, (i, u) -> Math.tanh(p[2 * i] * u + p[2 * i + 1]));
            y = block.output(y, (i, u) -> Math.tanh(p[2 * i + 8] * u + p[2 * i + 9]));
            assertThat(probe.output(new double[] {0.7})[0]).as(name).isCloseTo(y, within(1e-12));
        }
    }

    @Test
    void transition_scaledChain_scalesEverySubnet() {
        Wiring chain = StudyArm.outputWeights(Tableaus.RK4);
        Sequential subnet = Sequential.of(Dense.of(1), new Tanh());
        try (ModelProbe probe = new ModelProbe(
                chain.transition(subnet, Dense.of(1), subnet), Shape.of(1), DataType.DOUBLE, 1, Mode.EVALUATE, 3)) {
            double[] p = {2, 0.3, 0.5, 0.1, -0.7, 0.2, 0.9, -0.4, 1.1, 0.6};
            NativeArrays.write(p, probe.network.parameters());
            double x = 0.7;
            double y = 2 * x + 0.3 + Math.tanh(0.5 * x + 0.1) / 6;
            y += Math.tanh(-0.7 * y + 0.2) / 3;
            y += Math.tanh(0.9 * y - 0.4) / 3;
            y += Math.tanh(1.1 * y + 0.6) / 6;
            assertThat(probe.output(new double[] {x})[0]).isCloseTo(y, within(1e-12));
        }
    }

    @Test
    void ablation_everyArm_isOfOneBudgetAndItsControlCoversTheSameTime() {
        for (StudyArm arm : StudyArm.ablation()) {
            assertThat(12 % arm.wiring().subnetsPerBlock()).as(arm.name()).isZero();
            arm.control().ifPresent(control -> assertThat(arm(control).name()).startsWith("euler"));
        }
        for (String order : List.of("midpoint", "rk3", "rk4")) {
            StudyArm control = arm(arm(order).control().orElseThrow());
            double dt = ((Wiring.PerStage) control.wiring()).dt();
            assertThat(12 * dt).isEqualTo(12.0 / arm(order).wiring().subnetsPerBlock());
        }
    }

    @Test
    void initialPoint_asATableau_isConsistentOfOrderOne() {
        ButcherTableau tableau = ((Wiring.PerStage) StudyArm.initialPoint(4)).tableau();
        assertThat(tableau.certify().passed()).isTrue();
        assertThat(tableau.stackStages()).isEqualTo(4);
        assertThat(tableau.order()).isEqualTo(1);
        // Every u_i of a linear model has variance 1 + Var(u_i-1): 5 after four sub-networks, against 16 of Euler's
        // chain.
        assertThat(tableau.varianceGrowth()).isCloseTo(5, within(1e-12));
    }

    @Test
    void outputWeights_weightOfZero_isRefused() {
        assertThatThrownBy(() -> StudyArm.outputWeights(Tableaus.MIDPOINT))
                .hasMessageContaining("factor (0.0) must be > 0");
    }

    private interface Block {
        double output(double y, Subnets f);
    }

    private interface Subnets {
        double at(int subnet, double u);
    }
}
