/**
 * Forward sensitivities and second-order products: a field together with its derivatives along directions.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.adjoint.tangent.TangentField}</td><td>a field with its derivatives along directions</td></tr>
 * <tr><td>{@link org.kutta.adjoint.tangent.ForwardSensitivity}</td><td>derivatives solved along with the state</td></tr>
 * <tr><td>{@link org.kutta.adjoint.tangent.HessianProduct}</td><td>products with the Hessian of a loss</td></tr>
 * <tr><td>{@link org.kutta.adjoint.tangent.FinalLoss}</td><td>a loss of the final state</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.adjoint.tangent;

import org.jspecify.annotations.NullMarked;
