package org.kutta.adjoint;

import org.kutta.solver.Checks;

/** What {@link DiscreteAdjoint} may keep. */
public sealed interface MemoryPlan {

    /** {@return a short name for tables} */
    String name();

    /** The linearizations of all steps. */
    record StoreAll() implements MemoryPlan {
        @Override
        public String name() {
            return "discrete";
        }
    }

    /**
     * Some states.
     *
     * @param states how many, the initial one among them
     */
    record Checkpointed(int states) implements MemoryPlan {
        /**
         * Checks the number.
         *
         * @param states at least 1
         */
        public Checkpointed {
            Checks.atLeast("states", states, 1);
        }

        @Override
        public String name() {
            return "checkpointed(" + states + ")";
        }
    }

    /**
     * As much as fits.
     *
     * @param bytes most bytes to hold in all
     */
    record Budget(long bytes) implements MemoryPlan {
        /**
         * Checks the number.
         *
         * @param bytes at least 1
         */
        public Budget {
            Checks.atLeast("bytes", bytes, 1L);
        }

        @Override
        public String name() {
            return "memoryBudget(" + bytes + ")";
        }
    }
}
