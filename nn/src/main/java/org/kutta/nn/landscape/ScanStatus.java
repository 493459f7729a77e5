package org.kutta.nn.landscape;

/** Why a scan ended. */
public enum ScanStatus {
    /** All points were evaluated. */
    COMPLETED,
    /** The scan was cancelled or its thread interrupted: rows that were not finished are NaN. */
    CANCELLED
}
