package org.kutta.examples.landscape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.kutta.examples.report.Table;

/** What the command says on the console and in its report: the table, and how to read it. */
final class LandscapeTexts {
    private LandscapeTexts() {}

    static Table table(LandscapeResult result) {
        Table table = Table.of(
                "arm",
                "order",
                "parameters",
                "test acc.",
                "loss",
                "mean rise",
                "+-",
                "worst rise",
                "lambda max",
                "lambda min",
                "|min/max|",
                "error",
                "angle");
        for (ArmSurface arm : result.arms()) {
            table.row(
                    arm.name(),
                    arm.order() == 0 ? "-" : Integer.toString(arm.order()),
                    Integer.toString(arm.parameters()),
                    number("%.4f", arm.testAccuracy()),
                    number("%.4f", arm.loss()),
                    number("%.4f", arm.meanRise()),
                    number("%.4f", arm.meanRiseError()),
                    number("%.3f", arm.worstRise()),
                    number("%.2f", arm.lambdaMax()),
                    number("%.2f", arm.lambdaMin()),
                    number("%.3f", arm.nonConvexity()),
                    number("%.1e", arm.lambdaError()),
                    number("%.1f", arm.angle()));
        }
        return table;
    }

    static List<String> reading(LandscapeResult result) {
        List<String> points = new ArrayList<>();
        boolean principal = result.plane().equals("principal");
        points.add(
                principal
                        ? "The plane holds most of the way of training: position 1 along a direction is where the way was farthest. Each arm has a plane of its own."
                        : String.format(
                                Locale.ROOT,
                                "The same directions: all arms draw the same normal numbers (seed %d), scaled filter by filter to the norms of "
                                        + "the trained weights; biases and the parameters of norms stay. Position 1 moves each filter by as much as it is long.",
                                result.directionsSeed()));
        points.add(String.format(
                Locale.ROOT,
                "Mean rise: how much the loss rises at position %.2g along 10 filter-normalised random directions, both ways, on average; +- is the standard error from "
                        + "the choice of the directions alone. Worst rise: what ascent found in the ball through those points: a lower bound, and a noisy one.",
                result.radius()));
        points.add(
                "Lambda max and min: the ends of the Hessian's spectrum by Lanczos iteration, over all parameters and without "
                        + "normalisation, so that they change when weights are rescaled; error is the residual. "
                        + (exact(result)
                                ? "Hessian products are exact."
                                : "Hessian products are central differences of gradients in float."));
        points.add(
                "Compare rk4 with euler-scaled, which has its interval and the mean weight of its sub-networks: credit the order only with "
                        + "what rk4 gains over that. One training seed says little: another moves every figure.");
        points.add(
                "A slice that bends both ways proves that the loss is not convex; a slice that looks convex proves nothing.");
        return points;
    }

    private static boolean exact(LandscapeResult result) {
        return result.arms().stream().allMatch(ArmSurface::exactProducts);
    }

    static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }
}
