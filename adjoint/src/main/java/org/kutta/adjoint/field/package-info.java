/**
 * Differentiable fields from plain functions: with a pullback written by hand, or by central differences where there is none.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.adjoint.field.LambdaField}</td><td>a function with a pullback of its own</td></tr>
 * <tr><td>{@link org.kutta.adjoint.field.DifferenceField}</td><td>a function by central differences</td></tr>
 * <tr><td>{@link org.kutta.adjoint.field.FieldFunction}</td><td>the function</td></tr>
 * <tr><td>{@link org.kutta.adjoint.field.FieldPullback}</td><td>the pullback</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.adjoint.field;

import org.jspecify.annotations.NullMarked;
