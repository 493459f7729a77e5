/**
 * Latent neural ODEs: irregular series with gaps, encoded into the start of a path in a latent space and decoded along it.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.latent.LatentOde}</td><td>encoder, latent field and decoder</td></tr>
 * <tr><td>{@link org.kutta.nn.latent.LatentOdeTrainable}</td><td>trains one on series</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.latent;

import org.jspecify.annotations.NullMarked;
