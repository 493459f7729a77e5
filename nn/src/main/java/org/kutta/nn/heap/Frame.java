package org.kutta.nn.heap;

/**
 * What one pass through the steps leaves behind: the input of each step, and the output of the last where it is needed.
 *
 * <p>Steps that work in place share one array for input and output.
 */
final class Frame {
    /** {@code values[k]} is the input of step {@code k}; the last is the output. Entries that the caller owns are set per pass. */
    final double[][] values;

    private final boolean ownsOutput;
    private final long bytes;

    /**
     * A frame for a batch.
     *
     * @param keepsInput whether the frame has its own copy of the input
     */
    Frame(Step[] steps, int batch, int features, boolean keepsInput) {
        values = new double[steps.length + 1][];
        values[0] = new double[keepsInput ? batch * features : 0];
        long components = values[0].length;
        ownsOutput = steps[steps.length - 1].keepsOutput();
        for (int k = 0; k < steps.length; k++) {
            boolean last = k == steps.length - 1;
            if (last && !ownsOutput) {
                values[k + 1] = new double[0];
            } else if (k > 0 && steps[k].inPlace() && !steps[k - 1].keepsOutput()) {
                values[k + 1] = values[k];
            } else {
                values[k + 1] = new double[batch * steps[k].outputs()];
                components += values[k + 1].length;
            }
        }
        bytes = components * Double.BYTES;
    }

    boolean ownsOutput() {
        return ownsOutput;
    }

    long bytes() {
        return bytes;
    }
}
