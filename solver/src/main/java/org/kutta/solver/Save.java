package org.kutta.solver;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * What a solution keeps besides its final state. The choices combine: {@code Save.at(1, 2).and(Save.mesh())}.
 *
 * @param savesSteps whether the initial state and that after every accepted step are kept
 * @param savesMesh whether the mesh of accepted steps is kept; a fixed-step solution always has it
 * @param savesDense whether dense output is kept, so that the solution has a value everywhere
 * @param times times at which states are kept, in the order of the solve; they do not change its steps
 */
public record Save(boolean savesSteps, boolean savesMesh, boolean savesDense, ImmutableDoubleArray times) {

    /**
     * Checks that there is one list of saved states.
     *
     * @param savesSteps whether the initial state and that after every accepted step are kept
     * @param savesMesh whether the mesh of accepted steps is kept
     * @param savesDense whether dense output is kept
     * @param times times at which states are kept
     * @throws IllegalArgumentException if states are to be saved both at all steps and at given times
     */
    public Save {
        Checks.check(
                !savesSteps || times.isEmpty(), "save", times, "must not be combined with the states of all steps");
        for (int i = 0; i < times.length(); i++) {
            Checks.finite("saved time", times.get(i));
        }
    }

    /** {@return only the final state: the solve allocates nothing per step} */
    public static Save finalState() {
        return new Save(false, false, false, ImmutableDoubleArray.of());
    }

    /** {@return the initial state and the state after every accepted step} */
    public static Save steps() {
        return new Save(true, false, false, ImmutableDoubleArray.of());
    }

    /**
     * {@return the states at given times}
     *
     * @param times times within the interval of the solve, strictly monotone in its direction; copied
     */
    public static Save at(double... times) {
        return new Save(false, false, false, ImmutableDoubleArray.copyOf(times));
    }

    /** {@return dense output over the whole interval} */
    public static Save dense() {
        return new Save(false, false, true, ImmutableDoubleArray.of());
    }

    /** {@return the mesh of accepted steps} */
    public static Save mesh() {
        return new Save(false, true, false, ImmutableDoubleArray.of());
    }

    /**
     * {@return both}
     *
     * @param other what else to keep
     * @throws IllegalArgumentException if both have times, or one has times and the other all steps
     */
    public Save and(Save other) {
        Checks.check(
                times.isEmpty() || other.times.isEmpty(), "save", other.times, "must not be a second list of times");
        return new Save(
                savesSteps || other.savesSteps,
                savesMesh || other.savesMesh,
                savesDense || other.savesDense,
                times.isEmpty() ? other.times : times);
    }
}
