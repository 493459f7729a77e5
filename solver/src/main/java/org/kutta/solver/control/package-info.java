/** Step-size controllers: values that turn error ratios into factors for the next step. */
@NullMarked
package org.kutta.solver.control;

import org.jspecify.annotations.NullMarked;
