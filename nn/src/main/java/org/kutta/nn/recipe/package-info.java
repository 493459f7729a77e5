/**
 * Whole networks by recipe: forms of sub-networks, shortcuts, wirings by tableau, and a catalogue of the networks that the literature names. A recipe gives a
 * {@link org.kutta.nn.layer.Layer}; nothing here holds numbers or trains.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.recipe.NetworkCatalogue}</td><td>the networks that the literature names</td></tr>
 * <tr><td>{@link org.kutta.nn.recipe.NetworkRecipe}</td><td>one of them</td></tr>
 * <tr><td>{@link org.kutta.nn.recipe.ResidualNetwork}</td><td>stages of blocks</td></tr>
 * <tr><td>{@link org.kutta.nn.recipe.SubnetForm}</td><td>what a sub-network is made of</td></tr>
 * <tr><td>{@link org.kutta.nn.recipe.Wiring}</td><td>a tableau as wiring</td></tr>
 * <tr><td>{@link org.kutta.nn.recipe.Shortcut}</td><td>how shapes change</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.recipe;

import org.jspecify.annotations.NullMarked;
