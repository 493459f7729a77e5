/** Graphs of ND4J's SameDiff as vector fields: for graphs that are there already, far slower than a network of Kutta's layers. */
@NullMarked
package org.kutta.nn.samediff;

import org.jspecify.annotations.NullMarked;
