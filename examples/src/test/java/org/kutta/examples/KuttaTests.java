package org.kutta.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.assertj.core.data.Index;
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
    void version_asked_tellsKuttaJavaAndBackEnd() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString().lines().toList())
                .hasSize(3)
                .satisfies(line -> assertThat(line).matches("kutta \\d+\\.\\d+\\.\\d+\\S*"), Index.atIndex(0))
                .satisfies(
                        line -> assertThat(line).startsWith("java " + System.getProperty("java.version") + ","),
                        Index.atIndex(1))
                .satisfies(
                        line -> assertThat(line).matches("back end \\w+ \\(nd4j-.+\\.jar\\), built for .+"),
                        Index.atIndex(2));
    }

    @Test
    void help_withoutATerminal_hasNoColours() {
        run();
        run("compare", "--help");
        assertThat(out.toString()).doesNotContain("\u001b");
    }

    @Test
    void help_ofTheRoot_groupsEveryCommandOnOneLine() {
        run();
        List<String> lines = out.toString().lines().toList();
        Kutta.commandLine().getSubcommands().keySet().stream()
                .filter(name -> !name.equals("generate-completion"))
                .forEach(name -> assertThat(lines)
                        .as(name)
                        .filteredOn(line -> line.startsWith("  " + name + " "))
                        .hasSize(1));
        assertThat(lines).as("no description goes on").noneMatch(line -> line.matches(" {8,}\\S.*"));
    }

    @Test
    void completion_asked_isAScriptThatKnowsEveryCommand() {
        assertThat(run("generate-completion")).isZero();
        assertThat(out.toString())
                .contains("complete -F")
                .contains(Kutta.commandLine().getSubcommands().keySet());
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
