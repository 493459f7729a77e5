/** How far the two readings are apart: models of one budget to train side by side. Results are values; nothing is printed. */
@NullMarked
package org.kutta.nn.compare;

import org.jspecify.annotations.NullMarked;
