/**
 * Schemes that no Butcher tableau gives: linear multistep, truncated backward Euler, reversible pairs, fractal and dense wirings, gated stages, U-Nets and blocks
 * that can be re-parametrised. Each is a layer.
 */
@NullMarked
package org.kutta.nn.scheme;

import org.jspecify.annotations.NullMarked;
