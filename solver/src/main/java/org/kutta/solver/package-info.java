/**
 * Explicit Runge-Kutta methods as data, and the one engine that runs them on any state.
 *
 * <p>A {@link org.kutta.solver.VectorField} is what is solved, an {@link org.kutta.solver.OdeSolver} how, a {@link org.kutta.solver.Solution} what came of it. Begin with
 * {@link org.kutta.solver.OdeSolver#adaptive} and a tableau of {@link org.kutta.solver.tableau.Tableaus}.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.VectorField}</td><td>the right-hand side {@code f(t, y)}</td></tr>
 * <tr><td>{@link org.kutta.solver.OdeProblem}</td><td>a field with its interval, start, stops, jumps and events</td></tr>
 * <tr><td>{@link org.kutta.solver.OdeSolver}</td><td>a tableau and how its steps are chosen; immutable</td></tr>
 * <tr><td>{@link org.kutta.solver.OdeIntegration}</td><td>one solve, step by step</td></tr>
 * <tr><td>{@link org.kutta.solver.Solution}</td><td>final and saved states, dense output, events, status, counts</td></tr>
 * <tr><td>{@link org.kutta.solver.Save}</td><td>what a solve keeps</td></tr>
 * <tr><td>{@link org.kutta.solver.Mesh}</td><td>fixed steps as data</td></tr>
 * <tr><td>{@link org.kutta.solver.Tolerances}</td><td>relative and absolute tolerance</td></tr>
 * <tr><td>{@link org.kutta.solver.SolveFailedException}</td><td>where and why a solve ended early</td></tr>
 * <tr><td>{@link org.kutta.solver.StateSpace}</td><td>the algebra of a type of state</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver;

import org.jspecify.annotations.NullMarked;
