/**
 * How good gradients are: methods against each other and against differences on the frozen mesh.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.adjoint.certificate.GradientCertifier}</td><td>tries methods on a problem</td></tr>
 * <tr><td>{@link org.kutta.adjoint.certificate.GradientProblem}</td><td>a field, a start and a loss</td></tr>
 * <tr><td>{@link org.kutta.adjoint.certificate.GradientCertificate}</td><td>what was found, method by method</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.adjoint.certificate;

import org.jspecify.annotations.NullMarked;
