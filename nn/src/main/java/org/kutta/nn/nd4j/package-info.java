/**
 * The few doors to ND4J: prepared native calls ({@link org.kutta.nn.nd4j.PreparedOp}), memory outside the Java heap
 * ({@link org.kutta.nn.nd4j.NativeArrays}) and the state space of ND4J arrays.
 *
 * <p>ND4J's convenience methods cost five to forty microseconds a call and some of them replace NaN by a number; the classes here use the
 * cheap and honest ways only.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.nd4j.NativeArrays}</td><td>arrays outside the heap</td></tr>
 * <tr><td>{@link org.kutta.nn.nd4j.ArrayPool}</td><td>arrays that are freed together</td></tr>
 * <tr><td>{@link org.kutta.nn.nd4j.Program}</td><td>prepared calls in a row</td></tr>
 * <tr><td>{@link org.kutta.nn.nd4j.PreparedOp}</td><td>one prepared call</td></tr>
 * <tr><td>{@link org.kutta.nn.nd4j.NdArraySpace}</td><td>arrays as states of the solver</td></tr>
 * <tr><td>{@link org.kutta.nn.nd4j.Backend}</td><td>which back end computes</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.nd4j;

import org.jspecify.annotations.NullMarked;
