/**
 * oneDNN's primitives on ND4J's arrays of FLOAT on a CPU, for the layers whose time decides: convolutions, batch normalisation, affine maps.
 *
 * <p>ND4J calls oneDNN too, but lets a caller choose neither the memory's layout nor what is fused, and forms the gradients of a normalisation by slow
 * loops of its own. Where the library cannot be loaded, and on CUDA or in DOUBLE, layers use ND4J's operations: {@link org.kutta.nn.onednn.OneDnn#serves}.
 *
 * <table>
 * <caption>Main types</caption>
 * <thead><tr><th>type</th><th>what it is</th></tr></thead>
 * <tbody>
 * <tr><td>{@link org.kutta.nn.onednn.OneDnn}</td><td>whether the library is there</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.ConvolutionKernels}</td><td>a convolution and its transposes</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.BatchNormKernels}</td><td>batch normalisation, with a rectifier or without</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.BlockedImages}</td><td>images in the layout that wide convolutions want</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.DenseKernels}</td><td>an affine map of rows, with the hyperbolic tangent or without</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.TanhKernels}</td><td>the transpose of the hyperbolic tangent</td></tr>
 * <tr><td>{@link org.kutta.nn.onednn.Workspace}</td><td>where they take scratch memory</td></tr>
 * </tbody>
 * </table>
 */
@NullMarked
package org.kutta.nn.onednn;

import org.jspecify.annotations.NullMarked;
