package org.kutta.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

class KuttaTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void root_alone_showsItsHelp() {
        assertThat(run()).isZero();
        assertThat(out.toString())
                .startsWith("Usage: kutta")
                .contains("--verbose", "compare", "certify", "To begin:", "Exit codes:");
        assertThat(out.toString().lines()).as("one screen").hasSizeLessThan(40).allMatch(line -> line.length() <= 80);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void version_asked_isOneLine() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).matches("kutta \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void option_unknown_isOneLineAndExitCode2() {
        assertThat(run("--vrebose")).isEqualTo(2);
        assertThat(err.toString()).contains("--vrebose").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void command_unknown_isOneLineAndExitCode2() {
        assertThat(run("integrate")).isEqualTo(2);
        assertThat(err.toString()).contains("integrate").hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void commands_all_takeHelpAndVerboseAndSayWhatTheyDo() {
        Kutta.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(command.getCommandSpec().findOption("--help")).as(name).isNotNull();
            assertThat(command.getCommandSpec().findOption("-v")).as(name).isNotNull();
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as(name)
                    .isNotEmpty();
        });
    }

    private int run(String... args) {
        CommandLine root = Kutta.commandLine();
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, args);
    }
}
