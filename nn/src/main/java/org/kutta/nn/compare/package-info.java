/**
 * How far the two readings are apart. Results are values; nothing is printed.
 *
 * <p>{@link org.kutta.nn.compare.SolverSwap} asks whether a trained model is an ODE. {@link org.kutta.nn.compare.PlacedBlock} finds what it is asked of in a network, and the other
 * diagnoses tell why not. {@link org.kutta.nn.compare.StepMonitor} keeps a model an ODE while it is trained. {@link org.kutta.nn.compare.EqualBudget} makes models of one
 * budget to train side by side.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.compare.SolverSwap}</td><td>other solvers on the same numbers</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.Verdict}</td><td>whether a model is an ODE</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.PlacedBlock}</td><td>the block that is asked of</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.SelfConvergence}</td><td>the order that a trained field lets through</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.StepValidity}</td><td>whether steps can be steps of a flow</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.FieldAudit}</td><td>what makes a layer no field</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.StepMonitor}</td><td>adapts steps while training</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.NfeMonitor}</td><td>counts evaluations while training</td></tr>
 * <tr><td>{@link org.kutta.nn.compare.EqualBudget}</td><td>models of one budget</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.compare;

import org.jspecify.annotations.NullMarked;
