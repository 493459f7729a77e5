/**
 * Dense networks on {@code double[]}, for fields so small that one native call costs more than their arithmetic.
 *
 * <p>A {@link org.kutta.nn.heap.HeapField} evaluates a batch {@code [batch, features]} (row-major) and pulls cotangents
 * back, in plain Java: nothing is allocated per evaluation, and no native library is touched. Its parameters are one
 * flat vector in the order of the network it came from.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.heap.HeapField}</td><td>a dense network as a field on {@code double[]}</td></tr>
 * <tr><td>{@link org.kutta.nn.heap.BoundHeapField}</td><td>bound to a batch</td></tr>
 * <tr><td>{@link org.kutta.nn.heap.HeapMap}</td><td>a dense network that changes the width</td></tr>
 * <tr><td>{@link org.kutta.nn.heap.SecondOrderField}</td><td>fields of accelerations</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.heap;

import org.jspecify.annotations.NullMarked;
