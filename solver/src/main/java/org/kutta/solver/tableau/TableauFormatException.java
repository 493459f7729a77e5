package org.kutta.solver.tableau;

import java.io.Serial;

/** Says that a tableau file cannot be read: the line where, and why. */
public final class TableauFormatException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1;

    private final int line;

    TableauFormatException(int line, String reason) {
        super("line " + line + ": " + reason);
        this.line = line;
    }

    TableauFormatException(int line, IllegalArgumentException cause) {
        super("line " + line + ": " + cause.getMessage(), cause);
        this.line = line;
    }

    /** {@return the number of the line, from 1} */
    public int line() {
        return line;
    }
}
