package org.kutta.nn.model;

import java.io.Serial;

/** A file is no model, or not the one that was saved, or holds arrays that do not fit; the message says what is wrong and where. */
public final class ModelFormatException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    ModelFormatException(String message) {
        super(message);
    }

    ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
