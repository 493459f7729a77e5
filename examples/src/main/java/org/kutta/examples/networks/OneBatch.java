package org.kutta.examples.networks;

import java.util.List;
import org.kutta.examples.data.LabelledData;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.recipe.NetworkRecipe;
import org.kutta.nn.recipe.NetworkStructure;
import org.kutta.nn.train.Batches;
import org.kutta.nn.train.NetworkTrainable;
import org.kutta.nn.train.SoftmaxCrossEntropy;
import org.kutta.nn.train.Trainer;
import org.kutta.nn.train.TrainingFailedException;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Trains networks on one batch of digits that stays the same. Closing frees the batch. */
final class OneBatch implements AutoCloseable {
    private static final double LEARNING_RATE = 0.003;

    private final Shape shape;
    private final int classes;
    private final DataSet batch;
    private final int steps;
    private final long seed;

    OneBatch(LabelledData data, int size, int steps, long seed) {
        shape = Shape.of(data.train().shape());
        classes = data.train().classes();
        batch = data.first(size, 1).train().toDataSet();
        this.steps = steps;
        this.seed = seed;
    }

    /** Trains a network from fresh weights; a training that diverges has no loss after it. */
    NetworkResult train(NetworkRecipe recipe, boolean withStructure) {
        Layer layer = recipe.layer(shape, classes);
        NetworkStructure structure = null;
        double before = Double.NaN;
        double after = Double.NaN;
        try (Network network = Network.of(layer, shape, DataType.FLOAT, seed);
                NetworkTrainable model = new NetworkTrainable(network, new SoftmaxCrossEntropy(), seed)) {
            structure = withStructure ? NetworkStructure.of(network, batch.getFeatures()) : null;
            before = model.lossAndGradient(batch);
            Trainer.with(new Adam(LEARNING_RATE)).epochs(steps).fit(model, Batches.of(List.of(batch)));
            after = model.lossAndGradient(batch);
        } catch (TrainingFailedException e) {
            after = Double.NaN;
        }
        return new NetworkResult(
                recipe.name(),
                recipe.reading(),
                recipe.tableau(),
                recipe.weights(),
                recipe.depth(),
                layer.parameterCount(shape),
                layer.multiplyAdds(shape),
                recipe.odeFaithful(),
                recipe.reason(),
                before,
                after,
                structure);
    }

    @Override
    public void close() {
        batch.getFeatures().close();
        batch.getLabels().close();
    }
}
