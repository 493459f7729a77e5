/** Events: scalar functions of time and state whose zeros are found while a solve goes on. */
@NullMarked
package org.kutta.solver.event;

import org.jspecify.annotations.NullMarked;
