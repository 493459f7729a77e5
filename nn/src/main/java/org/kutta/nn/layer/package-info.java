/**
 * Layers: immutable descriptions ({@link org.kutta.nn.layer.Layer}) and the plans that execute them
 * ({@link org.kutta.nn.layer.LayerPlan}).
 *
 * <p>A layer says which shapes it maps, which parameters it has and how they start. Bound to an input array it becomes a plan: all
 * buffers exist and every native call is prepared, so that {@code forward} and {@code backward} only run. Images are stored
 * {@code [batch, height, width, channels]} throughout.
 */
@NullMarked
package org.kutta.nn.layer;

import org.jspecify.annotations.NullMarked;
