package org.kutta.examples.doctor;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.cli.JsonOption;
import org.kutta.examples.doctor.Finding.Verdict;
import org.kutta.examples.report.Table;
import org.kutta.nn.nd4j.Backend;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code kutta doctor}: looks at the machine, computes a little, and tells what is slow or wrong. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Check this machine: is it right, and what is slow?",
            "Shows what Kutta runs on (Java, backend, device, helper, threads, memory), compares solves and gradients with plain Java, and times a little.",
            "What is slow or wrong gets a line with the cure. Exit code 1 if something is wrong; slow is no failure.",
        })
public final class DoctorCommand implements Callable<Integer> {

    /** What {@code --json} writes. */
    record Report(boolean healthy, ImmutableList<Entry> findings) {}

    /** A finding, its verdict in small letters. */
    record Entry(
            String subject,
            String verdict,
            String found,
            @Nullable String cure) {}

    @Mixin
    private JsonOption json = new JsonOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the command with its default options. */
    public DoctorCommand() {}

    @Override
    public Integer call() throws IOException {
        json.check();
        Backend.require();
        ImmutableList<Finding> findings = ImmutableList.<Finding>builder()
                .addAll(Surroundings.all())
                .addAll(FieldChecks.all())
                .addAll(Speed.all())
                .build();
        return tell(findings);
    }

    /** Prints and writes findings; the exit code. */
    int tell(List<Finding> findings) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Table table = Table.of("", "subject", "found");
        findings.forEach(finding -> table.row(finding.verdict().toString(), finding.subject(), finding.found()));
        out.print(table.text());
        out.println();
        for (Finding finding : findings) {
            if (finding.cure() != null) {
                out.println(finding.verdict() + ": " + finding.subject() + ": " + finding.cure());
            }
        }
        boolean healthy = findings.stream().noneMatch(finding -> finding.verdict() == Verdict.WRONG);
        boolean slow = findings.stream().anyMatch(finding -> finding.verdict() == Verdict.SLOW);
        out.println(
                !healthy ? "Some checks failed." : slow ? "Nothing is wrong, but something is slow." : "All is fine.");
        out.flush();
        json.write(new Report(
                healthy,
                findings.stream()
                        .map(finding -> new Entry(
                                finding.subject(), finding.verdict().toString(), finding.found(), finding.cure()))
                        .collect(ImmutableList.toImmutableList())));
        return healthy ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
