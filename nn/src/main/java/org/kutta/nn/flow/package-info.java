/**
 * Continuous normalizing flows: densities as the flow of a learned field, the trace of whose Jacobian is exact or estimated, with the penalties and the sampled end times
 * that keep such flows cheap to solve.
 */
@NullMarked
package org.kutta.nn.flow;

import org.jspecify.annotations.NullMarked;
