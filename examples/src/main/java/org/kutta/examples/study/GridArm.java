package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import java.util.Collection;
import java.util.Optional;
import org.kutta.nn.compare.StudyArm;

/**
 * An arm and where its network halves the size.
 *
 * @param arm the arm
 * @param strideInStem whether the first convolution does; the first sub-network otherwise
 */
record GridArm(StudyArm arm, boolean strideInStem) {
    static ImmutableList<GridArm> inStem(Collection<StudyArm> arms) {
        return arms.stream().map(arm -> new GridArm(arm, true)).collect(ImmutableList.toImmutableList());
    }

    /** The same arm twice: {@code rk4/stem}, and {@code rk4/subnet} against it. */
    static ImmutableList<GridArm> bothPlaces(StudyArm arm) {
        String stem = arm.name() + "/stem";
        return ImmutableList.of(
                new GridArm(new StudyArm(stem, arm.wiring(), Optional.empty()), true),
                new GridArm(new StudyArm(arm.name() + "/subnet", arm.wiring(), Optional.of(stem)), false));
    }

    String name() {
        return arm.name();
    }
}
