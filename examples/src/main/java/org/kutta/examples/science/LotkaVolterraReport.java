package org.kutta.examples.science;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kutta.examples.report.Chart;
import org.kutta.examples.report.Report;
import org.kutta.nn.fit.FieldTerms;
import org.kutta.nn.fit.Trajectory;
import org.kutta.solver.VectorField;

/** The page of {@code kutta lotka-volterra}. */
final class LotkaVolterraReport {
    private static final int POINTS = 421;
    private static final int ONE_TURN = 200;

    private LotkaVolterraReport() {}

    static double[] times() {
        return Simulated.grid(0, LotkaVolterraCommand.END, POINTS);
    }

    /** {@return the index of the first of the times that was not seen} */
    static int firstUnseen() {
        double[] times = times();
        int first = 0;
        while (times[first] <= LotkaVolterraCommand.SEEN) {
            first++;
        }
        return first;
    }

    private static List<double[]> truePath() {
        return Simulated.solve(
                LotkaVolterraCommand.TRUTH,
                LotkaVolterraCommand.START,
                Simulated.grid(0, LotkaVolterraCommand.SEEN, ONE_TURN));
    }

    /** {@return the learned term along the true path: what the field has beyond its known terms} */
    static List<double[]> learnedTerm(FieldTerms<double[]> field) {
        VectorField<double[]> bound = field.driven(Optional.empty()).bind(new double[2]);
        List<double[]> terms = new ArrayList<>();
        for (double[] y : truePath()) {
            double[] whole = new double[2];
            double[] truth = new double[2];
            bound.evaluate(0, y, whole);
            LotkaVolterraCommand.TRUTH.evaluate(0, y, truth);
            double[] meeting = LotkaVolterraCommand.interaction(y);
            terms.add(new double[] {whole[0] - truth[0] + meeting[0], whole[1] - truth[1] + meeting[1]});
        }
        return terms;
    }

    private static List<double[]> trueTerm() {
        return truePath().stream().map(LotkaVolterraCommand::interaction).toList();
    }

    static double termError(List<double[]> learned) {
        List<double[]> truth = trueTerm();
        List<double[]> zero = truth.stream().map(term -> new double[2]).toList();
        return Simulated.rmse(learned, truth) / Simulated.rmse(zero, truth);
    }

    static Report of(
            LotkaVolterraCommand.Result result,
            Trajectory seen,
            List<LotkaVolterraCommand.Arm> arms,
            FieldTerms<double[]> half) {
        return Report.titled("An unknown term inside a known equation")
                .paragraph(String.format(
                        Locale.ROOT,
                        "Hares x and lynxes y: x' = 1.3 x - 0.9 x y, y' = 0.8 x y - 1.8 y. Seen are %d points with noise of %.2f, up to time %.0f; the models go on to %.0f.",
                        seen.size(),
                        result.noise(),
                        LotkaVolterraCommand.SEEN,
                        LotkaVolterraCommand.END))
                .table(LotkaVolterraCommand.table(result))
                .heading("How to read this")
                .points(
                        List.of(
                                "Known but the meeting: births and deaths are in the equation, a network stands for the two terms with x y. Nothing known: the same network stands for the whole "
                                        + "field. All known but four rates is the best that the noise allows.",
                                "What is known makes the rest readable: the term that was learned can be set beside the true one. It need not foretell better; from seed to seed, now one of the two networks is "
                                        + "ahead and now the other.",
                                "Errors are roots of mean square gaps to the true solution without noise, the extrapolation over more than twice the time that was seen."))
                .heading("The learned term")
                .charts(term(half, 0, "hares"), term(half, 1, "lynxes"))
                .heading("Paths")
                .charts(path(seen, arms, 0, "hares"), path(seen, arms, 1, "lynxes"));
    }

    private static Chart term(FieldTerms<double[]> half, int i, String name) {
        double[] times = Simulated.grid(0, LotkaVolterraCommand.SEEN, ONE_TURN);
        return Chart.of("What meeting does to the " + name, "time", "derivative")
                .curve("true", times, Simulated.component(trueTerm(), i))
                .curve("learned", times, Simulated.component(learnedTerm(half), i))
                .caption("Along the true path.");
    }

    private static Chart path(Trajectory seen, List<LotkaVolterraCommand.Arm> arms, int i, String name) {
        double[] times = times();
        Chart chart = Chart.of(name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1), "time", name)
                .points("seen", seen.times().toArray(), Simulated.component(seen, i))
                .curve(
                        "true",
                        times,
                        Simulated.component(
                                Simulated.solve(LotkaVolterraCommand.TRUTH, LotkaVolterraCommand.START, times), i));
        arms.forEach(arm -> chart.curve(arm.figures().name(), times, Simulated.component(arm.path(), i)));
        return chart;
    }
}
