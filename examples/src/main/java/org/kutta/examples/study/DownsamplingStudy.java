package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.compare.StudyArm;
import picocli.CommandLine.Command;

/** {@code kutta study downsampling}: whether it matters where the size is halved, by order. */
@Command(
        name = "downsampling",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Halve the size in the first convolution or in the first sub-network, and see whose result moves.",
            "Without options it takes some minutes on the bundled digits."
        })
final class DownsamplingStudy extends GridStudy {
    private static final Study STUDY = new Study(
            "Does it matter where the size is halved?",
            "The founding article of high-order stacks halves the size of the image once, in the first convolution or in the first sub-network, and finds that the result of a residual network moves a lot and that of high-order stacks hardly. A gain here is the accuracy with the sub-network minus that with the first convolution: an arm that does not care has an interval around 0.",
            StudyArm.orders().stream()
                    .flatMap(arm -> GridArm.bothPlaces(arm).stream())
                    .collect(ImmutableList.toImmutableList()),
            Study.Axis.DEPTH,
            new Study.Defaults(ImmutableList.of(26, 50), ImmutableList.of(0.1), 3, 2, 1000, 500),
            new Study.Defaults(ImmutableList.of(26), ImmutableList.of(0.1), 2, 2, 300, 200),
            false);

    DownsamplingStudy() {
        super(STUDY);
    }
}
