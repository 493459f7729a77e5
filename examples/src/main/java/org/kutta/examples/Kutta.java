package org.kutta.examples;

import com.google.common.collect.ImmutableList;
import org.kutta.examples.bench.BenchCommand;
import org.kutta.examples.cli.CommandLines;
import org.kutta.examples.compare.CompareCommand;
import org.kutta.examples.doctor.DoctorCommand;
import org.kutta.examples.landscape.LandscapeCommand;
import org.kutta.examples.model.ModelCommand;
import org.kutta.examples.networks.NetworksCommand;
import org.kutta.examples.science.AugmentCommand;
import org.kutta.examples.science.FitCommand;
import org.kutta.examples.science.FlowCommand;
import org.kutta.examples.science.HypersolverCommand;
import org.kutta.examples.science.LatentCommand;
import org.kutta.examples.science.LotkaVolterraCommand;
import org.kutta.examples.science.PendulumCommand;
import org.kutta.examples.science.SpiralCommand;
import org.kutta.examples.soak.SoakCommand;
import org.kutta.examples.study.StudyCommand;
import org.kutta.examples.swap.SwapCommand;
import org.kutta.examples.train.TrainCommand;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/**
 * The {@code kutta} command line: its main class, and the root of all its commands.
 *
 * <p>A command is a class of its own, listed in {@code subcommands} below.
 */
@Command(
        name = "kutta",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Neural ODEs: one Butcher tableau, read as a residual stack or as an ODE solver.",
        synopsisSubcommandLabel = "COMMAND",
        optionListHeading = "%n",
        footerHeading = "%nTo begin:%n",
        footer = {
            "  kutta compare --quick --report compare.html",
            "  kutta COMMAND --help",
            "  source <(kutta generate-completion)      completion in bash and zsh",
        },
        exitCodeListHeading = "Exit codes: 0 all went well, 1 the work failed, 2 the input was bad.%n",
        subcommands = {
            CompareCommand.class,
            FitCommand.class,
            SpiralCommand.class,
            LotkaVolterraCommand.class,
            PendulumCommand.class,
            LatentCommand.class,
            HypersolverCommand.class,
            FlowCommand.class,
            AugmentCommand.class,
            LandscapeCommand.class,
            TrainCommand.class,
            NetworksCommand.class,
            ModelCommand.class,
            CertifyCommand.class,
            SwapCommand.class,
            StudyCommand.class,
            BenchCommand.class,
            GradcheckCommand.class,
            SoakCommand.class,
            DoctorCommand.class,
            AutoComplete.GenerateCompletion.class
        })
public final class Kutta implements Runnable {
    /** What a newcomer looks for comes first. */
    private static final ImmutableList<String> SECTIONS = ImmutableList.of(
            UsageMessageSpec.SECTION_KEY_SYNOPSIS_HEADING,
            UsageMessageSpec.SECTION_KEY_SYNOPSIS,
            UsageMessageSpec.SECTION_KEY_DESCRIPTION,
            UsageMessageSpec.SECTION_KEY_FOOTER_HEADING,
            UsageMessageSpec.SECTION_KEY_FOOTER,
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_OPTION_LIST,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST_HEADING,
            UsageMessageSpec.SECTION_KEY_EXIT_CODE_LIST);

    @Spec
    private CommandSpec spec;

    private Kutta() {}

    /**
     * Lets the libraries below speak. Their loggers read this setting once, when the first of them is made; that is
     * after the options are read, for none of them is touched before.
     */
    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show what the libraries log, and a failure's stack trace.")
    private void verbose(boolean on) {
        if (on) {
            System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
        }
    }

    /** Shows the help: {@code kutta} alone asks for nothing. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@return the command line with all its commands, ready for {@link CommandLines#execute}} */
    static CommandLine commandLine() {
        CommandLine root = new CommandLine(new Kutta());
        UsageMessageSpec usage = root.getCommandSpec().usageMessage();
        usage.sectionKeys(SECTIONS);
        usage.sectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
        return root;
    }

    /**
     * Runs one command and ends the process with its exit code.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(CommandLines.execute(commandLine(), args));
    }
}
