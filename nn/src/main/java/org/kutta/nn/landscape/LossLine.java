package org.kutta.nn.landscape;

import com.google.common.primitives.ImmutableDoubleArray;

/**
 * Losses along a line.
 *
 * @param axis positions, in multiples of the direction
 * @param losses the loss at each position, as it is: not finite where the model's output is not, NaN where a cancelled scan did not come
 * @param originLoss the loss at the origin of the line
 * @param status why the scan ended
 */
public record LossLine(Axis axis, ImmutableDoubleArray losses, double originLoss, ScanStatus status) {}
