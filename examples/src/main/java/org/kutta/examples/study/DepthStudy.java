package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.compare.StudyArm;
import picocli.CommandLine.Command;

/** {@code kutta study depth}: whether deeper stacks get worse, by order. */
@Command(
        name = "depth",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Train stacks of 2 + 2N layers, of order 1 to 4 and without shortcuts, and see which get worse with depth.",
            "Without options it takes some minutes on the bundled digits."
        })
final class DepthStudy extends GridStudy {
    private static final Study STUDY = new Study(
            "Do deeper stacks get worse?",
            "Networks without shortcuts get worse when they get deeper, and residual networks do so later: degradation. The claim is that stacks of higher order do so later still. All arms of one depth have the same layers and parameters; they differ in how these are joined.",
            new ImmutableList.Builder<GridArm>()
                    .addAll(GridArm.inStem(ImmutableList.of(StudyArm.plain())))
                    .addAll(GridArm.inStem(StudyArm.orders()))
                    .build(),
            Study.Axis.DEPTH,
            new Study.Defaults(ImmutableList.of(26, 50, 98), ImmutableList.of(0.1), 3, 2, 2000, 1000),
            new Study.Defaults(ImmutableList.of(26, 50), ImmutableList.of(0.1), 1, 2, 300, 200),
            false);

    DepthStudy() {
        super(STUDY);
    }
}
