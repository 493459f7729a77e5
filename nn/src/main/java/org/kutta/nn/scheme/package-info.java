/**
 * Schemes that no Butcher tableau gives: linear multistep, truncated backward Euler, reversible pairs, fractal and dense wirings, gated stages, U-Nets and blocks
 * that can be re-parametrised. Each is a layer.
 *
 * <p>A sub-network that depends on time sees the time at which the layer is evaluated, the same in all blocks and stages. One that several stages or blocks share meets one dropout mask
 * in all of them; within a larger vector field, whose every evaluation has a frame of its own, such a mask is drawn for one frame only: keep dropout out of shared sub-networks there.
 */
@NullMarked
package org.kutta.nn.scheme;

import org.jspecify.annotations.NullMarked;
