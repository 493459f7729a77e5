/** JMH benchmarks, run by {@code java -jar benchmarks/target/benchmarks.jar}. */
@NullMarked
package org.kutta.benchmarks;

import org.jspecify.annotations.NullMarked;
