package org.kutta.examples.cli;

import java.io.Serial;

/**
 * The input was fine and the work itself failed: a training diverged, a certificate did not hold.
 *
 * <p>The command line prints the message as one line on the error stream and ends with exit code 1.
 */
public final class CommandFailedException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says what failed.
     *
     * @param message what happened, where, and what to try next, in one line
     */
    public CommandFailedException(String message) {
        super(message);
    }
}
