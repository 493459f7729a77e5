package org.kutta.examples.study;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.compare.CellGroup;
import org.kutta.nn.compare.CellResult;

/**
 * What came out of a study, as {@code --json} writes it.
 *
 * @param study what was asked
 * @param settings what all cells have in common
 * @param level level of the intervals
 * @param groups the cells of one arm, depth and learning rate together
 * @param cells every training
 */
record GridResult(
        String study,
        String settings,
        double level,
        ImmutableList<CellGroup> groups,
        ImmutableList<CellResult> cells) {}
