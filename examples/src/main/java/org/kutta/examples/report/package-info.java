/**
 * Results as a table on the console, as JSON, and as one self-contained HTML page with charts.
 *
 * <p>A file is written whole or not at all ({@link org.kutta.examples.report.OutputFile}).
 */
@NullMarked
package org.kutta.examples.report;

import org.jspecify.annotations.NullMarked;
