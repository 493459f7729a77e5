/** The programs that the pages quote, each run by a test that compares what it prints. */
@NullMarked
package org.kutta.docs.guide;

import org.jspecify.annotations.NullMarked;
