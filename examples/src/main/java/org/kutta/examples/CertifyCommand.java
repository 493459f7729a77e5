package org.kutta.examples;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.CommandFailedException;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.cli.ReportOption;
import org.kutta.solver.Checks;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.Coefficient;
import org.kutta.solver.tableau.TableauCertificate;
import org.kutta.solver.tableau.TableauFiles;
import org.kutta.solver.tableau.TableauFormatException;
import org.kutta.solver.tableau.Tableaus;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kutta certify}: proves the orders of tableaus, of the catalogue or from files. */
@Command(
        name = "certify",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Check Butcher tableaus against the order conditions.",
            "Rooted-tree conditions, exactly where the coefficients are exact. Shows the array, the proved orders, stability intervals and error norm. Exit code 1 if one fails.",
        })
public final class CertifyCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "NAME|FILE",
            arity = "0..*",
            description = "A tableau of the catalogue, such as dopri5, or a file: a drawn Butcher array or JSON.")
    private List<String> sources = new ArrayList<>();

    @Option(names = "--all", description = "The whole catalogue.")
    private boolean all;

    @Mixin
    private JsonOption json = new JsonOption();

    @Mixin
    private ReportOption report = new ReportOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public CertifyCommand() {}

    @Override
    public Integer call() throws IOException {
        if (all == !sources.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give names or files of tableaus, or --all");
        }
        report.check(json);
        List<ButcherTableau> tableaus = new ArrayList<>(all ? Tableaus.all() : List.of());
        for (String source : sources) {
            tableaus.add(load(source));
        }
        PrintWriter out = spec.commandLine().getOut();
        List<TableauCertificate> certificates = new ArrayList<>();
        for (ButcherTableau tableau : tableaus) {
            TableauCertificate certificate = tableau.certify();
            certificates.add(certificate);
            out.println(tableau.formatArray());
            out.println(certificate);
            out.flush();
        }
        if (certificates.size() > 1) {
            out.println(CertifyReport.summary(certificates).text());
            out.flush();
        }
        json.write(Map.of(
                "tableaus", certificates.stream().map(CertifyCommand::document).toList()));
        report.write(() -> CertifyReport.of(certificates));
        requireAllPassed(certificates);
        return ExitCode.OK;
    }

    /** A name of the catalogue comes first: a file of the same name is still {@code ./name}. */
    private static ButcherTableau load(String source) throws IOException {
        ButcherTableau known = find(source);
        if (known != null) {
            return known;
        }
        Checks.check(!source.isBlank(), "name or file", source, "must not be empty");
        if (Files.isDirectory(Path.of(source))) {
            throw new FileSystemException(source, null, "is a folder: name a file of it");
        }
        if (!Files.exists(Path.of(source))) {
            throw new IllegalArgumentException("there is no file " + source + ", and no tableau of that name among "
                    + String.join(
                            ", ",
                            Tableaus.all().stream().map(ButcherTableau::name).toList()));
        }
        try {
            return TableauFiles.read(Path.of(source));
        } catch (TableauFormatException e) {
            throw new IllegalArgumentException(source + ", " + e.getMessage(), e);
        }
    }

    private static @Nullable ButcherTableau find(String name) {
        try {
            return Tableaus.byName(name);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** One tableau as data: what its file would hold, with fractions or decimals only, and what was proved. */
    private static Map<String, @Nullable Object> document(TableauCertificate certificate) {
        Map<String, @Nullable Object> document =
                new LinkedHashMap<>(TableauFiles.fields(certificate.tableau(), Coefficient::toRationalOrDecimal));
        document.put("passed", certificate.passed());
        document.put("verifiedOrder", certificate.verifiedOrder());
        document.put("verifiedEmbeddedOrder", certificate.verifiedEmbeddedOrder());
        document.put("realStability", certificate.stability().realInterval());
        document.put("imaginaryStability", certificate.stability().imaginaryInterval());
        document.put("maxAbsA", certificate.maxAbsA());
        if (!certificate.passed()) {
            document.put("problems", certificate.problems());
        }
        return document;
    }

    private static void requireAllPassed(List<TableauCertificate> certificates) {
        List<TableauCertificate> failed = certificates.stream()
                .filter(certificate -> !certificate.passed())
                .toList();
        if (!failed.isEmpty()) {
            TableauCertificate first = failed.get(0);
            throw new CommandFailedException(failed.size() + " of " + certificates.size() + " certificates failed; "
                    + first.tableau().name() + ": " + String.join("; ", first.problems()));
        }
    }
}
