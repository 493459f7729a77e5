package org.kutta.examples.model;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.solver.OdeSolver;

/** A network as indented lines: layer, shapes, and how what is solved is solved. */
final class Outline {
    private static final int DEEPEST = 20;

    private final ImmutableList.Builder<String> lines = ImmutableList.builder();

    private Outline() {}

    static List<String> of(Layer layer, Shape input) {
        Outline outline = new Outline();
        outline.add(layer, input, 1, 0);
        return outline.lines.build();
    }

    private void add(Layer layer, Shape input, long times, int depth) {
        Shape output = layer.outputShape(input);
        String shapes = output.equals(input) ? input.toString() : input + " to " + output;
        String often = times == 1 ? "" : ", " + times + " times";
        lines.add("  ".repeat(depth) + layer.name() + ", " + shapes + often);
        String indent = "  ".repeat(depth + 1);
        if (layer instanceof OdeBlock block) {
            lines.add(indent + "from t = " + block.t0() + " to " + block.t1() + " by " + solver(block.solver()));
            lines.add(indent + "gradient: " + block.method().name());
        } else if (layer instanceof RungeKuttaStack stack) {
            lines.add(indent + stack.tableau() + " on " + stack.mesh() + ", weights " + stack.weights());
        }
        if (depth < DEEPEST) {
            for (LayerPart part : layer.parts(input)) {
                add(part.layer(), part.input(), part.times(), depth + 1);
            }
        }
    }

    private static String solver(OdeSolver solver) {
        return solver.tableau() + (solver.isAdaptive() ? ", " + solver.tolerances() : ", " + solver.stepping());
    }
}
