package org.kutta.nn.ode;

import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.Linearization;
import org.kutta.nn.layer.LayerBinding;
import org.kutta.nn.layer.LayerField;
import org.kutta.nn.layer.PlanContext;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.nd4j.PreparedOp;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One field, linearized at every used stage: what the discrete adjoint of a fixed-step solve does that keeps everything. */
final class SharedStages implements StackStages {
    private final LayerBinding field;
    private final int stages;
    private final @Nullable Linearization<INDArray>[] frames;
    private @Nullable INDArray parametersBar;
    private @Nullable PreparedOp clear;

    SharedStages(RungeKuttaStack stack, PlanContext context, INDArray input, INDArray parameters, INDArray state) {
        Shape shape = Shape.ofSamples(input);
        this.field = new LayerField(stack.subnet(), shape, parameters, state, context.mode()).bind(input);
        this.stages = stack.tableau().stages();
        this.frames = newFrames(stack.mesh().steps() * stages);
        for (int k = 0; k < frames.length; k++) {
            if (stack.tableau().isUsed(k % stages)) {
                frames[k] = field.newLinearization();
            }
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // Java has no arrays of generic types
    private static @Nullable Linearization<INDArray>[] newFrames(int count) {
        return new Linearization[count];
    }

    private Linearization<INDArray> frame(int step, int stage) {
        Linearization<INDArray> frame = frames[step * stages + stage];
        if (frame == null) {
            throw new IllegalStateException("stage " + stage + " is not used by the solution");
        }
        return frame;
    }

    @Override
    public void evaluate(int step, int stage, double t, INDArray y, INDArray dydt) {
        frame(step, stage).at(t, y, dydt);
    }

    @Override
    public void beginForward() {
        field.beginForward();
    }

    @Override
    public void bindBackward(INDArray parametersBar) {
        this.parametersBar = parametersBar.isEmpty() ? null : parametersBar;
        this.clear = parametersBar.isEmpty() ? null : PreparedOp.of("zeros_as", parametersBar, parametersBar);
    }

    @Override
    public void beginBackward() {
        if (clear != null) {
            clear.run();
        }
    }

    @Override
    public double pullback(int step, int stage, INDArray cotangent, INDArray yBar) {
        return frame(step, stage).pullback(cotangent, yBar, parametersBar);
    }

    @Override
    public void commitStatistics() {
        field.commitStatistics();
    }

    @Override
    public void resample(RandomGenerator random) {
        field.resample(random);
    }

    @Override
    public Optional<String> firstNonFinite(int step) {
        return Optional.empty();
    }

    @Override
    public long bytes() {
        long bytes = field.bytes();
        for (Linearization<INDArray> frame : frames) {
            bytes += frame == null ? 0 : frame.bytes();
        }
        return bytes;
    }

    @Override
    public void close() {
        for (Linearization<INDArray> frame : frames) {
            if (frame != null) {
                frame.close();
            }
        }
        field.close();
    }
}
