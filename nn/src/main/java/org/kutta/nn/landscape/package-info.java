/**
 * The surface of a loss around the parameters that training found: lines, planes, curvature, and numbers that compare surfaces.
 *
 * <p>A {@link org.kutta.nn.landscape.FlatLoss} is any loss of one flat vector: {@link org.kutta.nn.landscape.NetworkLoss} that of a network on
 * fixed samples, {@link org.kutta.nn.landscape.SolveLoss} that of a field on {@code double[]}. A {@link org.kutta.nn.landscape.Direction} says where to
 * look, a {@link org.kutta.nn.landscape.Landscape} looks: in parallel, resumable, the same bits on any number of threads.
 *
 * <p>A slice that bends both ways proves that the loss is not convex; a slice that looks convex proves nothing.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.landscape.FlatLoss}</td><td>a loss of one flat vector</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.Direction}</td><td>where to look</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.RandomDirections}</td><td>random ones, normalised</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.Landscape}</td><td>lines and grids</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.LossSurface}</td><td>a grid of losses</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.HessianEnds}</td><td>largest and smallest curvature</td></tr>
 * <tr><td>{@link org.kutta.nn.landscape.Sharpness}</td><td>numbers that compare surfaces</td></tr>
 * </tbody>
 * </table>
 *
 * @see "Li, Xu, Taylor, Studer, Goldstein: Visualizing the loss landscape of neural nets, arXiv 1712.09913"
 */
@NullMarked
package org.kutta.nn.landscape;

import org.jspecify.annotations.NullMarked;
