/**
 * Fitting vector fields to observed series: {@link org.kutta.nn.fit.Trajectory} is what was seen, {@link org.kutta.nn.fit.FieldTerms} a field of known and learned
 * terms under measured inputs, {@link org.kutta.nn.fit.TrajectoryTrainable} the fit by solving, {@link org.kutta.nn.fit.CollocationTrainable} the fit of
 * derivatives before it.
 */
@NullMarked
package org.kutta.nn.fit;

import org.jspecify.annotations.NullMarked;
