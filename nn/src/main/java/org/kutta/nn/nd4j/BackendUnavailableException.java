package org.kutta.nn.nd4j;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** ND4J's backend cannot run on this machine, such as a build for CUDA where there is no card. The message says what to use instead. */
public final class BackendUnavailableException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    BackendUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
