package org.kutta.adjoint;

/** What {@link DiscreteAdjoint} may keep. */
sealed interface MemoryPlan {

    String name();

    record StoreAll() implements MemoryPlan {
        @Override
        public String name() {
            return "discrete";
        }
    }

    record Checkpointed(int states) implements MemoryPlan {
        @Override
        public String name() {
            return "checkpointed(" + states + ")";
        }
    }

    record Budget(long bytes) implements MemoryPlan {
        @Override
        public String name() {
            return "memoryBudget(" + bytes + ")";
        }
    }
}
