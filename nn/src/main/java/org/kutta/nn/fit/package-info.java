/**
 * Fitting vector fields to observed series: {@link org.kutta.nn.fit.Trajectory} is what was seen, {@link org.kutta.nn.fit.FieldTerms} a field of known and learned
 * terms under measured inputs, {@link org.kutta.nn.fit.TrajectoryTrainable} the fit by solving, {@link org.kutta.nn.fit.CollocationTrainable} the fit of
 * derivatives before it.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.fit.Trajectory}</td><td>an observed series, gaps allowed</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.FieldTerms}</td><td>known and learned terms</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.TrajectoryTrainable}</td><td>the fit by solving</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.CollocationTrainable}</td><td>the fit of derivatives</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.FitSettings}</td><td>solver, loss, shooting</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.InputSignal}</td><td>what drove the system</td></tr>
 * <tr><td>{@link org.kutta.nn.fit.FitErrors}</td><td>errors where the fit did not look</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.fit;

import org.jspecify.annotations.NullMarked;
