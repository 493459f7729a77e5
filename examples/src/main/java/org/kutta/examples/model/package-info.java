/** {@code kutta model}: what is in a model file. */
@NullMarked
package org.kutta.examples.model;

import org.jspecify.annotations.NullMarked;
