package org.kutta.examples.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Table;

/** What a comparison says on the console and in its report: the table, and how to read it. */
final class CompareTexts {
    private CompareTexts() {}

    /** The figures of all arms. Depth counts the layers with weights on the way, two to a sub-network, first and last. */
    static Table table(CompareResult result) {
        Table table = Table.of(
                "arm",
                "reading",
                "tableau",
                "order",
                "sub-nets",
                "depth",
                "parameters",
                "test acc.",
                "train loss",
                "dt",
                "T",
                "NFE fwd",
                "NFE bwd",
                "s/epoch",
                "native MiB");
        for (ArmResult arm : result.arms()) {
            boolean discrete = arm.reading().equals("discrete");
            table.row(
                    arm.name(),
                    arm.reading(),
                    arm.tableau(),
                    Integer.toString(arm.order()),
                    Integer.toString(arm.subnets()),
                    discrete ? Integer.toString(2 + 2 * arm.subnets()) : "-",
                    Long.toString(arm.parameters()),
                    number("%.4f", arm.testAccuracy()),
                    number("%.4f", arm.trainLoss()),
                    number("%.3g", arm.dt()),
                    number("%.3g", arm.totalTime()),
                    number("%.1f", arm.nfeForward()),
                    number("%.1f", arm.nfeBackward()),
                    number("%.2f", arm.secondsPerEpoch()),
                    number("%.1f", arm.peakNativeBytes() / (double) (1 << 20)));
        }
        return table;
    }

    /** What is fair in the comparison, what is not, and how much of a difference means nothing. */
    static List<String> reading(CompareResult result) {
        List<String> points = new ArrayList<>();
        points.add(
                "The same: data, order of the batches, first and last layers, shape of a sub-network, optimiser, epochs and "
                        + "seed. The discrete arms also have the same number of sub-networks and of parameters, each evaluated once.");
        points.add(
                "Not the same, interval and scale: a block of s stages with dt = 1 spends s sub-networks to advance time by 1. At "
                        + "equal sub-networks the higher orders therefore cover a shorter time T and add each sub-network with a weight of "
                        + "1/s on average, and small residuals alone make a deep stack easier to train. euler-scaled has the T and the mean "
                        + "weight of rk4 with the wiring of a residual network: credit the order only with what rk4 gains over euler-scaled, "
                        + "not with what it gains over euler.");
        points.add(
                "Not the same, parameters: a neural ODE has one sub-network, its vector field, however often it is evaluated. "
                        + "node-rk4 evaluates it as often as rk4 evaluates its sub-networks, over the same T; node-dopri5 as often as its "
                        + "tolerance asks for, and its cost can grow while it trains.");
        points.add(
                "NFE: fwd is the mean number of evaluations of sub-networks in the forward pass of a test batch; bwd that of "
                        + "their pullbacks, or of evaluations where those are more, in the backward pass of a training batch.");
        points.add(
                "A discrete arm is no solver: with weights of its own for each stage a block is not a Runge-Kutta step of any one "
                        + "field, so its order names the wiring and promises no accuracy.");
        double p = meanAccuracy(result);
        if (p > 0) {
            points.add(String.format(
                    Locale.ROOT,
                    "Noise: with %d test samples an accuracy near %.3f has a standard error of %.4f from the choice of the samples, "
                            + "and another --seed moves it too. Differences below %.3f mean nothing; repeat with several seeds before "
                            + "you believe a larger one.",
                    result.testSize(),
                    p,
                    standardError(p, result.testSize()),
                    2 * Math.sqrt(2) * standardError(p, result.testSize())));
        }
        return points;
    }

    static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }

    private static double meanAccuracy(CompareResult result) {
        return result.arms().stream()
                .mapToDouble(ArmResult::testAccuracy)
                .filter(Double::isFinite)
                .average()
                .orElse(0);
    }

    /** Of a share of independent samples; kept above 0 where all or none were right. */
    private static double standardError(double share, int samples) {
        return Math.sqrt(Math.max(share * (1 - share), 1.0 / samples) / samples);
    }
}
