/**
 * Dense networks on {@code double[]}, for fields so small that one native call costs more than their arithmetic.
 *
 * <p>A {@link org.kutta.nn.heap.HeapField} evaluates a batch {@code [batch, features]} (row-major) and pulls cotangents
 * back, in plain Java: nothing is allocated per evaluation, and no native library is touched. Its parameters are one
 * flat vector in the order of the network it came from.
 */
@NullMarked
package org.kutta.nn.heap;

import org.jspecify.annotations.NullMarked;
