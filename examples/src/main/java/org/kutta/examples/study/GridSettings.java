package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Locale;
import org.kutta.nn.compare.CellTraining;

/**
 * What the cells of a grid have in common, and which cells there are.
 *
 * @param network form of the networks
 * @param training how they are trained
 * @param depths depths of the networks
 * @param learningRates learning rates at the beginning
 * @param seeds seeds
 */
record GridSettings(
        StudyNetwork network,
        CellTraining training,
        ImmutableList<Integer> depths,
        ImmutableList<Double> learningRates,
        ImmutableList<Long> seeds) {

    /** What the bits of a cell depend on besides its name, in a phrase. */
    String identity(String data, int train, int test) {
        return String.format(
                Locale.ROOT,
                "%s, %d training and %d test samples; %d channels, %s norm; %d epoch%s of batches of %d, %s",
                data,
                train,
                test,
                network.channels(),
                network.norm(),
                training.epochs(),
                training.epochs() == 1 ? "" : "s",
                training.batch(),
                training.updater() == CellTraining.Updater.ADAM ? "Adam" : "Nesterov's momentum 0.9");
    }

    int cells(int arms) {
        return arms * depths.size() * learningRates.size() * seeds.size();
    }
}
