/**
 * The few doors to ND4J: prepared native calls ({@link org.kutta.nn.nd4j.PreparedOp}), memory outside the Java heap
 * ({@link org.kutta.nn.nd4j.NativeArrays}) and the state space of ND4J arrays.
 *
 * <p>ND4J's convenience methods cost five to forty microseconds a call and some of them replace NaN by a number; the classes here use the
 * cheap and honest ways only.
 */
@NullMarked
package org.kutta.nn.nd4j;

import org.jspecify.annotations.NullMarked;
