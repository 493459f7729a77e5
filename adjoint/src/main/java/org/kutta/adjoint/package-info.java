/**
 * Gradients of a solve with respect to its start, its parameters and its times.
 *
 * <p>Begin with {@link org.kutta.adjoint.DiscreteAdjoint#storeAll}: a {@link org.kutta.adjoint.GradientMethod} is bound to a solver and a
 * {@link org.kutta.adjoint.DifferentiableField}, which gives a {@link org.kutta.adjoint.GradientSolve}: forward, then backward.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.adjoint.DifferentiableField}</td><td>a field with parameters and pullbacks</td></tr>
 * <tr><td>{@link org.kutta.adjoint.GradientMethod}</td><td>how gradients are taken</td></tr>
 * <tr><td>{@link org.kutta.adjoint.GradientSolve}</td><td>one bound solve and its gradient</td></tr>
 * <tr><td>{@link org.kutta.adjoint.DiscreteAdjoint}</td><td>exact on the accepted steps: all kept, checkpointed, or within a budget</td></tr>
 * <tr><td>{@link org.kutta.adjoint.BacksolveAdjoint}</td><td>the state solved backwards, its drift measured</td></tr>
 * <tr><td>{@link org.kutta.adjoint.InterpolatingAdjoint}</td><td>the adjoint on dense output</td></tr>
 * <tr><td>{@link org.kutta.adjoint.ReversibleAdjoint}</td><td>steps that can be undone</td></tr>
 * <tr><td>{@link org.kutta.adjoint.GradientStats}</td><td>what a gradient cost, and whether to trust it</td></tr>
 * <tr><td>{@link org.kutta.adjoint.TimeGradient}</td><td>cotangents of the times</td></tr>
 * <tr><td>{@link org.kutta.adjoint.MeshRecording}</td><td>the accepted steps as a file</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.adjoint;

import org.jspecify.annotations.NullMarked;
