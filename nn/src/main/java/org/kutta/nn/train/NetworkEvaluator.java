package org.kutta.nn.train;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BiConsumer;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.evaluation.IEvaluation;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;

/**
 * Runs a network on test data: running statistics, no dropout, one plan per batch size. The network stays its owner's.
 *
 * <p>Metrics are ND4J's: {@link Evaluation} for classes, {@code ROC}, {@code RegressionEvaluation}.
 */
public final class NetworkEvaluator implements AutoCloseable {
    private final Network network;
    private final Map<Integer, NetworkPlan> plans = new HashMap<>();

    /**
     * An evaluator that reads the network's parameters as they are whenever it runs.
     *
     * @param network the network
     */
    public NetworkEvaluator(Network network) {
        this.network = network;
    }

    /**
     * Class metrics of outputs {@code [batch, classes]}; the class of a sample is its largest output.
     *
     * @param data test data, gone through once
     * @return accuracy, confusion matrix and more
     */
    public Evaluation classes(Batches<DataSet> data) {
        return evaluate(
                data, new Evaluation(Math.toIntExact(network.outputShape().dim(-1))));
    }

    /**
     * Lets an ND4J metric see all outputs.
     *
     * @param data test data, gone through once
     * @param metric the metric; updated
     * @param <E> type of the metric
     * @return {@code metric}
     */
    public <E extends IEvaluation<?>> E evaluate(Batches<DataSet> data, E metric) {
        forEach(data, (batch, plan) -> metric.eval(batch.getLabels(), plan.output()));
        return metric;
    }

    /**
     * Runs the network on all batches.
     *
     * @param data test data, gone through once
     * @param reader told of each batch and of the plan that has just run on it
     * @throws IllegalArgumentException if the features of a batch are of another shape than the network's input
     */
    public void forEach(Batches<DataSet> data, BiConsumer<DataSet, NetworkPlan> reader) {
        for (Iterator<DataSet> batches = data.epoch(0); batches.hasNext(); ) {
            DataSet batch = batches.next();
            INDArray features = batch.getFeatures();
            NetworkTrainable.checkShape("features", features, network.inputShape(), "takes");
            NetworkPlan plan =
                    plans.computeIfAbsent(Math.toIntExact(features.size(0)), size -> network.plan(size, Mode.EVALUATE));
            NativeArrays.load(features, plan.input());
            plan.forward();
            reader.accept(batch, plan);
        }
    }

    /** {@return bytes of native memory held by the plans} */
    public long bytes() {
        return plans.values().stream().mapToLong(NetworkPlan::bytes).sum();
    }

    @Override
    public void close() {
        plans.values().forEach(NetworkPlan::close);
        plans.clear();
    }
}
