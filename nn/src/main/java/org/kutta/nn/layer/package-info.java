/**
 * Layers: immutable descriptions ({@link org.kutta.nn.layer.Layer}) and the plans that execute them
 * ({@link org.kutta.nn.layer.LayerPlan}).
 *
 * <p>A layer says which shapes it maps, which parameters it has and how they start. Bound to an input array it becomes a plan: all
 * buffers exist and every native call is prepared, so that {@code forward} and {@code backward} only run. Images are stored
 * {@code [batch, height, width, channels]} throughout.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.layer.Layer}</td><td>the extension point</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.LayerPlan}</td><td>a layer bound to arrays</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.Sequential}</td><td>layers one after another</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.Shape}</td><td>a shape without the batch</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.Dense}</td><td>fully connected</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.Conv2d}</td><td>convolution</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.GroupNorm}</td><td>the norm for fields</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.TimeDense}</td><td>sees the time</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.ParameterGroup}</td><td>a named part of the parameters</td></tr>
 * <tr><td>{@link org.kutta.nn.layer.LayerField}</td><td>a layer as a vector field</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.layer;

import org.jspecify.annotations.NullMarked;
