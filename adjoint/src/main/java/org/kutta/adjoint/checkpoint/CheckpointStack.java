package org.kutta.adjoint.checkpoint;

import java.util.Arrays;

/**
 * Which steps of a solve have their starting state held, and in which of a fixed number of slots.
 *
 * <p>It keeps positions only; the states lie with the caller, one per slot. Position 0 is held first and stays until the
 * reversal has come down to it.
 *
 * <p>While the number of steps is unknown, {@link #offer} is called for every new position and drops held ones by levels:
 * a checkpoint is dispensable when a later one has a higher level; when none is, the newest takes the next position one
 * level higher. With {@code c} slots no step of {@code N <= C(c - 1 + t, t)} then has to be taken again more than
 * {@code t} times in the reversal. When the number is known, {@link #push} at the places of {@link BinomialSchedule} is
 * optimal.
 *
 * @see "Wang, Moin, Iaccarino: Minimal repetition dynamic checkpointing algorithm for unsteady adjoint calculation,
 *     SIAM J. Sci. Comput. 31 (2009), algorithm 1"
 */
public final class CheckpointStack {
    private final int[] positions;
    private final int[] levels;
    private final int[] slots;
    private int size;

    /**
     * Makes an empty stack.
     *
     * @param capacity number of slots, at least 1
     * @throws IllegalArgumentException if {@code capacity} is less than 1
     */
    public CheckpointStack(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("checkpoints (" + capacity + ") must be >= 1");
        }
        positions = new int[capacity];
        levels = new int[capacity];
        slots = new int[capacity];
        clear();
    }

    /** Forgets all positions. */
    public void clear() {
        size = 0;
        Arrays.setAll(slots, i -> i);
    }

    /** {@return how many positions are held} */
    public int size() {
        return size;
    }

    /** {@return how many slots are free} */
    public int free() {
        return positions.length - size;
    }

    /** {@return the last position held; the stack is not empty} */
    public int topPosition() {
        return positions[size - 1];
    }

    /** {@return the slot of the last position held; the stack is not empty} */
    public int topSlot() {
        return slots[size - 1];
    }

    /** Frees the slot of the last position. */
    public void pop() {
        size--;
    }

    /**
     * Holds one more position.
     *
     * @param position index of a step, beyond the last one held
     * @return the slot for the state before that step
     * @throws IllegalStateException if no slot is free or the position is not beyond the last
     */
    public int push(int position) {
        return push(position, 0);
    }

    private int push(int position, int level) {
        if (size == positions.length || (size > 0 && position <= topPosition())) {
            throw new IllegalStateException("cannot hold position " + position + " beyond " + size + " others");
        }
        positions[size] = position;
        levels[size] = level;
        return slots[size++];
    }

    /**
     * Holds the next position of a solve of unknown length, dropping another one if need be.
     *
     * @param position index of the next step: 0 first, then one more in each call
     * @return the slot for the state before that step; -1 if it is not held (a single slot keeps the initial state)
     */
    public int offer(int position) {
        if (size < positions.length) {
            return push(position, 0);
        }
        int dispensable = dispensable();
        if (dispensable > 0) {
            remove(dispensable);
            return push(position, 0);
        }
        if (size == 1) {
            return -1;
        }
        int level = levels[size - 1] + 1;
        pop();
        return push(position, level);
    }

    /** Index of the last checkpoint with a later one of higher level; 0, the initial state, if there is none. */
    private int dispensable() {
        int highest = 0;
        for (int i = size - 1; i > 0; i--) {
            if (levels[i] < highest) {
                return i;
            }
            highest = levels[i];
        }
        return 0;
    }

    private void remove(int index) {
        int slot = slots[index];
        int behind = size - index - 1;
        System.arraycopy(positions, index + 1, positions, index, behind);
        System.arraycopy(levels, index + 1, levels, index, behind);
        System.arraycopy(slots, index + 1, slots, index, behind);
        size--;
        slots[size] = slot;
    }
}
