/** {@code kutta study}: the experiments of the literature on stacking, repeated over seeds. */
@NullMarked
package org.kutta.examples.study;

import org.jspecify.annotations.NullMarked;
