package org.kutta.examples.study;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code study}: groups the experiments. */
@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = "Repeat experiments of the literature, over seeds.",
        synopsisSubcommandLabel = "STUDY",
        subcommands = {
            AblationStudy.class,
            DepthStudy.class,
            LearningRateStudy.class,
            DownsamplingStudy.class,
            BatchNormStudy.class,
            CrossStudy.class,
            ParetoStudy.class,
        })
public final class StudyCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Makes the group. */
    public StudyCommand() {}

    /** Shows the help: {@code study} alone asks for nothing. */
    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
