package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.compare.StudyArm;
import picocli.CommandLine.Command;

/** {@code kutta study learning-rate}: from which learning rate on each order explodes. */
@Command(
        name = "learning-rate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train stacks of order 1 to 4 at rising learning rates, and see where each explodes.",
            "Shows the gradient norms of every layer too. Without options it takes some minutes on the bundled digits."
        })
final class LearningRateStudy extends GridStudy {
    private static final Study STUDY = new Study(
            "Where does each order explode?",
            "A learning rate that is too large makes a training diverge, and where that begins tells how stable a network is. The claim is that stacks of higher order bear larger rates. euler-quarter has the wiring of a residual network and the scale of rk4: where it does as well as rk4, the scale does it.",
            GridArm.inStem(StudyArm.ablation().stream()
                    .filter(arm -> ImmutableList.of("euler", "euler-quarter", "midpoint", "rk3", "rk4")
                            .contains(arm.name()))
                    .toList()),
            Study.Axis.LEARNING_RATE,
            new Study.Defaults(ImmutableList.of(50), ImmutableList.of(0.1, 0.5, 2.0, 8.0), 3, 2, 1000, 500),
            new Study.Defaults(ImmutableList.of(26), ImmutableList.of(0.1, 2.0), 1, 2, 300, 200),
            true);

    LearningRateStudy() {
        super(STUDY);
    }
}
