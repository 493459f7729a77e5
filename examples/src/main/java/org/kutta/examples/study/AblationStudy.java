package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.compare.StudyArm;
import picocli.CommandLine.Command;

/** {@code kutta study ablation}: what of a high-order stack does the work. */
@Command(
        name = "ablation",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Take high-order stacks apart: order, scale, initial point.",
            "Trains Euler stacks of three scales, orders 2 to 4, and Euler stacks with a single feature of the classical method, all of one budget, over learning rates, depths and seeds. Without options it takes some minutes on the bundled digits."
        })
final class AblationStudy extends GridStudy {
    private static final Study STUDY = new Study(
            "What of a high-order stack does the work?",
            "Stacks wired as a method of order 2, 3 or 4 are said to train better than residual networks, which are Euler steps of length 1. With as many sub-networks they also cover a shorter time, so that each sub-network weighs less. Here every order has a control: Euler steps over the same time. Two more kinds of arm have one feature of the classical method each: all shortcuts from the initial point of the block, or only the coefficients.",
            GridArm.inStem(StudyArm.ablation()),
            Study.Axis.DEPTH,
            new Study.Defaults(ImmutableList.of(26, 50), ImmutableList.of(0.1, 0.5), 3, 2, 2000, 1000),
            new Study.Defaults(ImmutableList.of(26), ImmutableList.of(0.1), 2, 2, 300, 200),
            false);

    AblationStudy() {
        super(STUDY);
    }
}
