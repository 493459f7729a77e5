package org.kutta.examples;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code kutta} command line: its main class, and the root of all its commands. */
@Command(
        name = "kutta",
        mixinStandardHelpOptions = true,
        versionProvider = Kutta.Version.class,
        description = "Neural ODEs on the JVM: one Butcher tableau, read as a residual stack or as an ODE solver.")
public final class Kutta implements Runnable {
    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Kutta()).execute(args));
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"kutta " + Kutta.class.getPackage().getImplementationVersion()};
        }
    }
}
