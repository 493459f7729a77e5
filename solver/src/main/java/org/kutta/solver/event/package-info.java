/**
 * Events: scalar functions of time and state whose zeros are found while a solve goes on.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.solver.event.Event}</td><td>a function whose zeros matter, and what happens there</td></tr>
 * <tr><td>{@link org.kutta.solver.event.EventOccurrence}</td><td>a zero that was found</td></tr>
 * <tr><td>{@link org.kutta.solver.event.EventDirection}</td><td>which crossings count</td></tr>
 * <tr><td>{@link org.kutta.solver.event.StateReset}</td><td>changes the state at an event</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.solver.event;

import org.jspecify.annotations.NullMarked;
