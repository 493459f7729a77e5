package org.kutta.examples;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.adjoint.certificate.GradientCertificate;
import org.kutta.adjoint.certificate.GradientCertificate.GroupResult;
import org.kutta.adjoint.certificate.GradientCertificate.Result;
import org.kutta.adjoint.certificate.GradientCertificate.Status;
import org.kutta.adjoint.certificate.GradientCertifier;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.examples.gradcheck.GradcheckProblem;
import org.kutta.examples.report.Report;
import org.kutta.examples.report.Table;
import org.kutta.solver.Checks;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kutta gradcheck}: tries every gradient method on problems that tell them apart. */
@Command(
        name = "gradcheck",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Check the gradient methods against each other.",
            "Discrete adjoints are held to central differences on the same mesh, all others to the discrete gradient. "
                    + "A method may fail where it is known to (backsolve on lorenz); exit code 1 if a discrete adjoint is off.",
        })
public final class GradcheckCommand implements Callable<Integer> {
    private static final String EXPLANATION = "Relative errors of the discrete adjoints are against central differences"
            + " on the mesh of the accepted steps, those of all other methods against the discrete gradient."
            + " NFE backward counts evaluations of the field while the gradient is taken: recomputed, linearized again or"
            + " solved back.";

    @Parameters(
            paramLabel = "PROBLEM",
            arity = "0..*",
            description = "linear, lorenz, spiral-heap, spiral-ndarray or conv; all of them by default.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--tableau",
            paramLabel = "NAME",
            defaultValue = "dopri5",
            description = "Tableau with an error estimate. Default: ${DEFAULT-VALUE}.")
    private String tableau = "dopri5";

    @Option(
            names = "--rtol",
            paramLabel = "X",
            defaultValue = "1e-7",
            description = "Relative tolerance; the absolute one is a hundredth of it. Default: ${DEFAULT-VALUE}.")
    private double rtol = 1e-7;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public GradcheckCommand() {}

    @Override
    public Integer call() throws IOException {
        Checks.check(rtol >= 1e-13 && rtol <= 0.1, "--rtol", rtol, "must be in [1.0E-13, 0.1]");
        List<GradcheckProblem> problems = chosen();
        ButcherTableau method = Tableaus.byName(tableau);
        OdeSolver solver = OdeSolver.adaptive(method).tolerances(rtol, rtol / 100);
        report.check(json);
        PrintWriter out = spec.commandLine().getOut();
        List<GradientCertificate> certificates = new ArrayList<>();
        Table all = table("problem");
        for (GradcheckProblem problem : problems) {
            out.println(problem.name() + ": " + problem.description());
            out.flush();
            GradientCertificate certificate = problem.trial().apply(solver, GradientCertifier.create());
            certificates.add(certificate);
            Table own = table("method");
            for (Result result : certificate.methods()) {
                addRow(own, result.name(), result);
                addRow(all, problem.name() + ", " + result.name(), result);
            }
            out.println(own.text());
            for (Result result : certificate.methods()) {
                if (!result.advice().isEmpty()) {
                    out.println("  " + result.name() + ": " + result.advice());
                }
            }
            out.println();
            out.flush();
        }
        out.println(EXPLANATION);
        json.write(Map.of(
                "problems",
                certificates.stream().map(GradcheckCommand::document).toList()));
        report.write(() -> page(all, certificates));
        requireExactDiscreteGradients(certificates);
        return ExitCode.OK;
    }

    private List<GradcheckProblem> chosen() {
        if (names.isEmpty()) {
            return GradcheckProblem.all();
        }
        List<GradcheckProblem> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(GradcheckProblem.all().stream()
                    .filter(problem -> problem.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("problem (" + name
                            + ") must be one of "
                            + String.join(
                                    ", ",
                                    GradcheckProblem.all().stream()
                                            .map(GradcheckProblem::name)
                                            .toList()))));
        }
        return chosen;
    }

    private static Table table(String first) {
        return Table.of(first, "relative error", "cosine", "nfe forward", "nfe backward", "peak bytes", "status");
    }

    private static void addRow(Table table, String first, Result result) {
        table.row(
                first,
                number("%.1e", result.relativeError()),
                number("%.9f", result.cosine()),
                String.valueOf(result.nfeForward()),
                String.valueOf(result.nfeBackward()),
                String.valueOf(result.peakBytes()),
                statusName(result.status()));
    }

    private static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "-";
    }

    private static String statusName(Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, @Nullable Object> document(GradientCertificate certificate) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", certificate.problem());
        document.put("steps", certificate.steps());
        document.put(
                "methods",
                certificate.methods().stream().map(GradcheckCommand::document).toList());
        return document;
    }

    private static Map<String, @Nullable Object> document(Result result) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("name", result.name());
        document.put("relativeError", result.relativeError());
        document.put("cosine", result.cosine());
        document.put("nfeForward", result.nfeForward());
        document.put("nfeBackward", result.nfeBackward());
        document.put("peakBytes", result.peakBytes());
        document.put("status", statusName(result.status()));
        document.put("advice", result.advice());
        document.put("groups", groups(result.groups()));
        return document;
    }

    private static List<Map<String, Object>> groups(ImmutableList<GroupResult> groups) {
        return groups.stream()
                .map(group -> Map.<String, Object>of(
                        "name", group.group(), "relativeError", group.relativeError(), "cosine", group.cosine()))
                .toList();
    }

    private Report page(Table all, List<GradientCertificate> certificates) {
        List<String> advice = new ArrayList<>();
        for (GradientCertificate certificate : certificates) {
            for (Result result : certificate.methods()) {
                if (!result.advice().isEmpty()) {
                    advice.add(certificate.problem() + ", " + result.name() + ": " + result.advice());
                }
            }
        }
        Report page = Report.titled("Kutta: gradient methods compared")
                .paragraph(EXPLANATION + " Solved with " + tableau + " at rtol "
                        + String.format(Locale.ROOT, "%.2g", rtol) + ".")
                .table(all);
        return advice.isEmpty() ? page : page.heading("What the methods say").points(advice);
    }

    private static void requireExactDiscreteGradients(List<GradientCertificate> certificates) {
        for (GradientCertificate certificate : certificates) {
            for (Result result : certificate.methods()) {
                if (result.reference() == GradientCertificate.Reference.DIFFERENCES && result.status() != Status.OK) {
                    throw new CommandFailedException("the gradient of " + certificate.problem() + " by " + result.name()
                            + " is off: " + result.advice());
                }
            }
        }
    }
}
