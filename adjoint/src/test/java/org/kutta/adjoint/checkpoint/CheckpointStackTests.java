package org.kutta.adjoint.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointStackTests {

    private static List<Integer> heldAfter(int steps, int capacity) {
        CheckpointStack stack = new CheckpointStack(capacity);
        int[] inSlot = new int[capacity];
        for (int position = 0; position < steps; position++) {
            int slot = stack.offer(position);
            if (slot >= 0) {
                inSlot[slot] = position;
            }
        }
        List<Integer> held = new ArrayList<>();
        while (stack.size() > 0) {
            assertThat(inSlot[stack.topSlot()]).isEqualTo(stack.topPosition());
            held.add(0, stack.topPosition());
            stack.pop();
        }
        return held;
    }

    @Test
    void offer_upToTheCapacity_holdsEveryPosition() {
        assertThat(heldAfter(5, 5)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void offer_beyondTheCapacity_keepsTheInitialStateAndTheLast() {
        for (int capacity = 2; capacity <= 9; capacity++) {
            for (int steps = capacity; steps < 200; steps++) {
                assertThat(heldAfter(steps, capacity))
                        .as("%s steps, %s slots", steps, capacity)
                        .hasSize(capacity)
                        .isSorted()
                        .startsWith(0)
                        .endsWith(steps - 1);
            }
        }
    }

    @Test
    void offer_oneSlot_keepsTheInitialState() {
        assertThat(heldAfter(7, 1)).containsExactly(0);
    }

    /** The published bound, for the segments between held positions reversed by the optimal schedule. */
    @Test
    void offer_anyLength_staysWithinThePublishedBound() {
        for (int capacity = 2; capacity <= 16; capacity++) {
            for (int steps = 1; steps <= 600; steps++) {
                long t = 0;
                while (BinomialSchedule.binomial(capacity - 1 + t, t) < steps) {
                    t++;
                }
                List<Integer> held = heldAfter(steps, capacity);
                long again = 0;
                int end = steps;
                for (int k = held.size() - 1; k >= 0; k--) {
                    int length = end - held.get(k);
                    again += BinomialSchedule.forwardSteps(length, capacity - k);
                    end = held.get(k);
                }
                assertThat(again).as("%s steps, %s slots", steps, capacity).isLessThanOrEqualTo(t * steps);
            }
        }
    }

    @Test
    void push_intoAFullStackOrBackwards_isRefused() {
        CheckpointStack stack = new CheckpointStack(2);
        assertThat(stack.push(0)).isNotEqualTo(stack.push(4));
        assertThat(stack.free()).isZero();
        assertThatIllegalStateException().isThrownBy(() -> stack.push(9)).withMessageContaining("position 9");
        stack.pop();
        assertThatIllegalStateException().isThrownBy(() -> stack.push(0));
        stack.clear();
        assertThat(stack.size()).isZero();
    }

    @Test
    void constructor_withoutASlot_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CheckpointStack(0))
                .withMessage("checkpoints (0) must be >= 1");
    }
}
