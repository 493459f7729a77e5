package org.kutta.examples.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.nd4j.Backend;
import org.kutta.nn.nd4j.BackendUnavailableException;
import org.kutta.nn.train.TrainingFailedException;
import org.kutta.solver.SolveFailedException;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs a command so that its reader is never shown a stack trace unless {@code -v} asks for one.
 *
 * <p>Exit codes: 0 all went well; 1 the work failed; 2 the input was bad. An interrupt from the keyboard ends the
 * process with 130, as the JVM does by itself.
 */
public final class CommandLines {
    private static final String LOST = "standard output could not be written: its end is closed, or its disk is full";

    private CommandLines() {}

    /**
     * Runs a command line.
     *
     * @param root the root command; not yet used for another run
     * @param args the arguments
     * @return the exit code
     */
    public static int execute(CommandLine root, String... args) {
        root.setParameterExceptionHandler(CommandLines::badArguments);
        root.setExecutionExceptionHandler(CommandLines::failed);
        root.setCaseInsensitiveEnumValuesAllowed(true);
        root.setUsageHelpAutoWidth(true);
        PrintWriter out = root.getOut(); // asked for first, it is that of all commands
        try {
            int code = root.execute(args);
            return code == ExitCode.OK && lost(out) ? report(root, ExitCode.SOFTWARE, LOST) : code;
        } catch (OutOfMemoryError e) {
            return report(root, ExitCode.SOFTWARE, "out of memory (" + e.getMessage() + "): make the task smaller");
        } catch (LinkageError e) {
            return report(root, ExitCode.SOFTWARE, missing(e));
        }
    }

    /** What kept a library from being loaded, which mostly is ND4J's backend. */
    private static String missing(LinkageError e) {
        try {
            Backend.require();
        } catch (BackendUnavailableException unavailable) {
            return String.valueOf(unavailable.getMessage());
        }
        return "a library could not be loaded: " + cause(e);
    }

    /** Whether something printed did not arrive; both writers keep such errors to themselves. */
    private static boolean lost(PrintWriter out) {
        return out.checkError() || System.out.checkError();
    }

    private static int badArguments(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        StringBuilder message = new StringBuilder(oneLine(e.getMessage()));
        if (e instanceof UnmatchedArgumentException unmatched) {
            List<String> suggestions = unmatched.getSuggestions();
            if (!suggestions.isEmpty()) {
                message.append("; did you mean ").append(String.join(" or ", suggestions));
                message.append('?');
            }
        }
        message.append(" (see '").append(name(command)).append(" --help')");
        return report(command, ExitCode.USAGE, message.toString());
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) {
        if (verbose(parsed)) {
            e.printStackTrace(command.getErr());
        }
        if (e instanceof CommandFailedException
                || e instanceof SolveFailedException
                || e instanceof BackendUnavailableException
                || e instanceof TrainingFailedException) {
            return report(command, ExitCode.SOFTWARE, e.getMessage());
        }
        if (e instanceof IllegalArgumentException) {
            return report(command, ExitCode.USAGE, e.getMessage());
        }
        if ((e instanceof UncheckedIOException ? e.getCause() : e) instanceof IOException io) {
            return report(command, ExitCode.USAGE, describe(io));
        }
        return report(command, ExitCode.SOFTWARE, "internal error: " + e + "; -v shows where");
    }

    private static boolean verbose(ParseResult parsed) {
        for (ParseResult sub = parsed; sub != null; sub = sub.hasSubcommand() ? sub.subcommand() : null) {
            if (sub.hasMatchedOption("-v")) {
                return true;
            }
        }
        return false;
    }

    private static String describe(IOException e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file or folder";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (e instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return String.valueOf(e.getMessage());
    }

    private static String cause(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.toString();
    }

    private static int report(CommandLine command, int exitCode, @Nullable String message) {
        PrintWriter err = command.getErr();
        err.println(name(command) + ": " + oneLine(message));
        err.flush();
        return exitCode;
    }

    private static String name(CommandLine command) {
        return command.getCommandSpec().qualifiedName();
    }

    private static String oneLine(@Nullable String message) {
        return String.valueOf(message).strip().replaceAll("\\s*\\R\\s*", " ");
    }
}
