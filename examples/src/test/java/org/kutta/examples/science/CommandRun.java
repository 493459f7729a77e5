package org.kutta.examples.science;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.kutta.examples.cli.CommandLines;
import picocli.CommandLine;

/** One command, run as from the command line, with its files in a folder. */
final class CommandRun {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Path folder;
    private final int exitCode;

    private CommandRun(Path folder, Object command, String[] arguments) {
        this.folder = folder;
        CommandLine line = new CommandLine(command);
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        exitCode = CommandLines.execute(line, arguments);
    }

    /** Runs a command with nothing but the given arguments. */
    static CommandRun bare(Path folder, Object command, String... arguments) {
        return new CommandRun(folder, command, arguments);
    }

    /** Runs a command with {@code --quick} and files for data and page. */
    static CommandRun quick(Path folder, Object command, String... arguments) {
        String[] all = new String[arguments.length + 5];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--quick";
        all[arguments.length + 1] = "--json";
        all[arguments.length + 2] = folder.resolve("result.json").toString();
        all[arguments.length + 3] = "--report";
        all[arguments.length + 4] = folder.resolve("page.html").toString();
        return new CommandRun(folder, command, all);
    }

    int exitCode() {
        return exitCode;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    JsonNode json() throws IOException {
        return new ObjectMapper().readTree(folder.resolve("result.json").toFile());
    }

    Path page() {
        return folder.resolve("page.html");
    }
}
