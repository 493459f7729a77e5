package org.kutta.nn.compare;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.kutta.nn.layer.LayerPlan;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.NdArraySpace;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.OdeLayer;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.train.Batches;
import org.kutta.solver.Checks;
import org.kutta.solver.Mesh;
import org.kutta.solver.OdeSolver;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A trained model with more, shorter steps of its own tableau and without further training: the metric of one that is an ODE holds.
 *
 * <p>A block with one field is solved on finer steps. A stack with weights of its own for each stage is read as weights that are constant over each step: a step split in two
 * has two steps of half its length with copies of its sub-networks, which makes a ResNet refinable too.
 *
 * @param metric name of the metric
 * @param levels the steps of the training, then ever finer ones
 * @see "Queiruga, Erichson, Taylor, Mahoney: Continuous-in-depth neural networks, arXiv 2008.02389"
 */
public record Refinement(String metric, ImmutableList<Level> levels) {

    /**
     * One refinement.
     *
     * @param splits number of steps that each one of the training became
     * @param steps number of steps
     * @param metric the metric over all samples; NaN if an output is not finite
     * @param distance norm of the difference to the block's outputs without refinement, relative to the norm of those
     * @param agrees whether the metric is the same as without refinement
     */
    public record Level(int splits, int steps, double metric, double distance, boolean agrees) {}

    /** {@return whether the metric holds at every level} */
    public boolean holds() {
        return levels.stream().allMatch(Level::agrees);
    }

    /**
     * Refines a trained block.
     *
     * @param place the block or stack
     * @param metric what is measured of the outputs
     * @param data what it is measured on
     * @param halvings how often to halve the steps, 1 to 10
     * @return the levels
     * @throws IllegalArgumentException if a tolerance decides the steps, or a layer follows each sum of the stack
     * @throws org.kutta.solver.SolveFailedException if a solve fails
     */
    public static Refinement measure(PlacedBlock place, Metric metric, Batches<DataSet> data, int halvings) {
        Checks.check(halvings >= 1 && halvings <= 10, "halvings", halvings, "must be >= 1 and <= 10");
        List<Refined> refined = new ArrayList<>();
        try {
            for (int k = 0; k <= halvings; k++) {
                refined.add(new Refined(place, k));
            }
            for (Iterator<DataSet> batches = data.epoch(0); batches.hasNext(); ) {
                run(place, metric, refined, batches.next());
            }
            ImmutableList.Builder<Level> levels = ImmutableList.builder();
            refined.forEach(one -> levels.add(one.level(metric, refined.get(0).metric())));
            return new Refinement(metric.name(), levels.build());
        } finally {
            refined.forEach(Refined::close);
        }
    }

    private static void run(PlacedBlock place, Metric metric, List<Refined> refined, DataSet batch) {
        int samples = Math.toIntExact(batch.getFeatures().size(0));
        try (BlockRunner runner = new BlockRunner(place, samples)) {
            NdArraySpace space = NdArraySpace.of(place.network().dataType());
            ToDoubleFunction<INDArray> bound = metric.bind(runner.context(), runner.output());
            INDArray unrefined = runner.context().allocate(place.shape());
            INDArray difference = runner.context().allocate(place.shape());
            runner.begin(batch.getFeatures());
            for (Refined one : refined) {
                try (LayerPlan plan =
                        one.layer.plan(runner.context(), runner.blockInput(), one.parameters, one.state)) {
                    plan.forward(0);
                    runner.finish(plan.output());
                    NativeArrays.copy(plan.output(), difference);
                }
                if (one.splits == 1) {
                    NativeArrays.copy(difference, unrefined);
                }
                NativeArrays.axpy(-1, unrefined, difference);
                one.samples += samples;
                one.metrics += samples * bound.applyAsDouble(batch.getLabels());
                one.differences += space.dot(difference, difference);
                one.squares += space.dot(unrefined, unrefined);
            }
        }
    }

    /** A block with its steps split, its numbers, and sums over batches. */
    private static final class Refined {
        final int splits;
        final int steps;
        final OdeLayer layer;
        final INDArray parameters;
        final INDArray state;
        private final boolean copies;
        long samples;
        double metrics;
        double differences;
        double squares;

        Refined(PlacedBlock place, int halvings) {
            splits = 1 << halvings;
            copies = place.layer() instanceof RungeKuttaStack stack
                    && !stack.weights().odeFaithful();
            Mesh mesh = ScaledMesh.of(mesh(place), 1.0 / splits).mesh();
            steps = mesh.steps();
            if (copies) {
                RungeKuttaStack stack = (RungeKuttaStack) place.layer();
                Checks.check(
                        stack.afterSum().isEmpty(),
                        "layer after the sum",
                        stack.afterSum(),
                        "must be none to split steps");
                layer = RungeKuttaStack.perStage(stack.tableau(), mesh, stack.subnet());
                parameters = repeat(place.parameters(), stack.mesh().steps(), splits);
                state = repeat(place.state(), stack.mesh().steps(), splits);
            } else {
                OdeBlock block = place.block();
                layer = block.withSolver(OdeSolver.onMesh(block.solver().tableau(), mesh));
                parameters = place.parameters();
                state = place.state();
            }
        }

        private static Mesh mesh(PlacedBlock place) {
            Mesh mesh = place.layer() instanceof RungeKuttaStack stack
                    ? stack.mesh()
                    : place.block()
                            .solver()
                            .meshOver(place.block().t0(), place.block().t1());
            if (mesh == null) {
                throw new IllegalArgumentException("solver (" + place.layer().name()
                        + ") must have fixed steps to be refined: tighten its tolerance instead");
            }
            return mesh;
        }

        /** Each step's part as often as the step is split. */
        private static INDArray repeat(INDArray vector, int steps, int splits) {
            double[] values = NativeArrays.toHeap(vector);
            int part = values.length / steps;
            double[] repeated = new double[values.length * splits];
            for (int k = 0; k < steps * splits; k++) {
                System.arraycopy(values, k / splits * part, repeated, k * part, part);
            }
            return NativeArrays.vector(vector.dataType(), repeated);
        }

        double metric() {
            return metrics / samples;
        }

        Level level(Metric metric, double unrefined) {
            double distance = differences == 0 ? 0 : Math.sqrt(differences / squares);
            boolean agrees = metric.change(unrefined, metric()) <= metric.allowedChange();
            return new Level(splits, steps, metric(), distance, agrees);
        }

        void close() {
            if (copies) {
                parameters.close();
                state.close();
            }
        }
    }
}
