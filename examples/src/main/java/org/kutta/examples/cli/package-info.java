/**
 * What all commands share: options for results, exit codes, and one clear line for each error.
 *
 * <p>A command is a {@code Callable<Integer>} with picocli's annotations, registered in
 * {@code Kutta}. It mixes in {@link org.kutta.examples.cli.JsonOption} and
 * {@link org.kutta.examples.cli.ReportOption}, checks its input first (throwing {@code IllegalArgumentException} or
 * {@code IOException}: exit code 2), then works (throwing {@link org.kutta.examples.cli.CommandFailedException} when
 * the work itself fails: exit code 1), and prints to {@code spec.commandLine().getOut()}.
 */
@NullMarked
package org.kutta.examples.cli;

import org.jspecify.annotations.NullMarked;
