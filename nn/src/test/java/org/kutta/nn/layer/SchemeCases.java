package org.kutta.nn.layer;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.provider.Arguments;
import org.kutta.nn.scheme.FractalBlock;
import org.kutta.nn.scheme.GatedStep;
import org.kutta.nn.scheme.LmStack;
import org.kutta.nn.scheme.PolyBlock;
import org.kutta.nn.scheme.RepConv;
import org.kutta.nn.scheme.ReversiblePair;
import org.kutta.nn.scheme.ReversibleStack;
import org.kutta.nn.scheme.StageGate;
import org.kutta.nn.scheme.TransformerField;
import org.kutta.solver.tableau.Tableaus;

/** The layers of {@code nn.scheme} for the contract of all layers. */
final class SchemeCases {

    private SchemeCases() {}

    static List<Arguments> all(Shape features, Shape image) {
        List<Arguments> cases = new ArrayList<>();
        Layer dense = Sequential.of(Dense.of(5), new Tanh());
        Layer half = Sequential.of(Dense.of(3), new Tanh());
        Layer norm = Sequential.of(BatchNorm.of(), new Tanh(), Conv2d.of(4, 3));
        for (ReversiblePair pair : List.of(
                new ReversiblePair.Momentum(dense, 0.7),
                new ReversiblePair.Midpoint(dense, 0.4),
                new ReversiblePair.Leapfrog(dense, 0.6))) {
            cases.add(arguments(ReversibleStack.of(pair, 3), features, 3, Mode.TRAIN));
            cases.add(arguments(new ReversibleStack(pair, 4, 2), features, 1, Mode.TRAIN));
        }
        cases.add(arguments(ReversibleStack.of(new ReversiblePair.RevNet(half, half), 3), Shape.of(6), 2, Mode.TRAIN));
        cases.add(arguments(ReversibleStack.of(new ReversiblePair.Momentum(norm, 0.9), 2), image, 2, Mode.EVALUATE));
        // Whose forward pass has scratch, and is run again within the backward pass, beside what holds scratch there.
        Layer reversible = ReversibleStack.of(new ReversiblePair.Momentum(norm, 0.9), 2);
        cases.add(arguments(new Residual(reversible), image, 2, Mode.TRAIN));
        cases.add(arguments(Sequential.of(BatchNorm.of(), reversible, Conv2d.of(3, 3)), image, 2, Mode.TRAIN));
        cases.add(arguments(LmStack.of(dense, 4), features, 3, Mode.TRAIN));
        cases.add(arguments(LmStack.of(norm, 3).withKForEachChannel().withSurvival(1, 0.5), image, 2, Mode.TRAIN));
        cases.add(arguments(LmStack.of(dense, 1), features, 1, Mode.TRAIN));
        cases.add(arguments(PolyBlock.of(dense), features, 3, Mode.TRAIN));
        cases.add(arguments(PolyBlock.of(norm), image, 2, Mode.TRAIN));
        cases.add(arguments(new PolyBlock(norm, 3, false), image, 2, Mode.EVALUATE));
        cases.add(arguments(new FractalBlock(dense, 3), features, 3, Mode.TRAIN));
        cases.add(arguments(new FractalBlock(norm, 2), image, 2, Mode.TRAIN));
        cases.add(arguments(new TransformerField(2, 5, true), Shape.of(3, 4), 2, Mode.TRAIN));
        cases.add(arguments(new TransformerField(1, 3, false), Shape.of(2, 3), 2, Mode.TRAIN));
        for (StageGate gate : StageGate.values()) {
            cases.add(arguments(
                    new GatedStep(Tableaus.HEUN2, new TransformerField(2, 3, true), gate),
                    Shape.of(2, 6),
                    2,
                    Mode.TRAIN));
            cases.add(arguments(new GatedStep(Tableaus.RK4, dense, gate), features, 3, Mode.TRAIN));
        }
        for (Mode mode : Mode.values()) {
            cases.add(arguments(RepConv.of(4), image, 2, mode));
            cases.add(arguments(new RepConv(3, 2), image, 2, mode));
        }
        return cases;
    }
}
