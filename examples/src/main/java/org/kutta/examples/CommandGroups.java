package org.kutta.examples;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The list of commands in the help of {@code kutta}, grouped by what a reader may want. */
final class CommandGroups {
    private static final String TOOLS = "Tools:";

    /** Headings in their order, each with its commands; the last group takes every command that none names. */
    private static final ImmutableMap<String, ImmutableSet<String>> GROUPS = ImmutableMap.of(
            "Orders of stacking against neural ODEs, on images:",
            ImmutableSet.of("compare", "train", "study", "landscape", "networks"),
            "Is a trained model an ODE?",
            ImmutableSet.of("swap", "model"),
            "Science:",
            ImmutableSet.of("fit", "spiral", "lotka-volterra", "pendulum", "latent", "flow", "augment", "hypersolver"),
            TOOLS,
            ImmutableSet.of("certify", "gradcheck", "bench", "doctor", "soak"));

    /** Told of in the footer, with how to call it. */
    private static final String COMPLETION = "generate-completion";

    private static final int INDENT = 2;
    private static final int GAP = 2;

    private CommandGroups() {}

    /**
     * Writes the groups that have commands, one line for each command where the screen is wide enough.
     *
     * @param help the help of the root command
     * @return the lines
     */
    static String render(Help help) {
        Map<String, CommandLine> commands = help.commandSpec().subcommands();
        Set<String> left = new TreeSet<>(commands.keySet());
        left.remove(COMPLETION);
        int width = left.stream().mapToInt(String::length).max().orElse(0);
        GROUPS.values().forEach(left::removeAll);
        StringBuilder text = new StringBuilder(System.lineSeparator());
        GROUPS.forEach((heading, names) -> {
            Help.TextTable table = Help.TextTable.forColumns(
                    help.colorScheme(),
                    new Help.Column(INDENT + width + GAP, INDENT, Help.Column.Overflow.SPAN),
                    new Help.Column(
                            help.commandSpec().usageMessage().width() - INDENT - width - GAP,
                            0,
                            Help.Column.Overflow.WRAP));
            names.forEach(name -> addRow(table, help, name, commands.get(name)));
            if (heading.equals(TOOLS)) {
                left.forEach(name -> addRow(table, help, name, commands.get(name)));
            }
            if (table.rowCount() > 0) {
                text.append(help.createHeading(heading + "%n")).append(table);
            }
        });
        return text.toString();
    }

    private static void addRow(Help.TextTable table, Help help, String name, @Nullable CommandLine command) {
        if (command == null) {
            return;
        }
        String[] lines = command.getCommandSpec().usageMessage().description();
        table.addRowValues(
                help.colorScheme().commandText(name),
                help.colorScheme().text(lines.length == 0 ? "" : String.format(Locale.ROOT, lines[0])));
    }
}
