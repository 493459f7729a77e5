/** Ensembles: many solves at a time, each with its own steps and its own fate. */
@NullMarked
package org.kutta.solver.ensemble;

import org.jspecify.annotations.NullMarked;
