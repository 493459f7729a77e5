package org.kutta.examples.science;

import java.util.List;

/**
 * What {@code kutta fit} found. Errors are roots of mean square gaps; one of a column without a value there is not a number.
 *
 * @param data where the series came from
 * @param series how many they are
 * @param seen values learned from
 * @param heldOut values held out at the ends
 * @param parameters weights of the network
 * @param columns the errors of each column, in its own unit
 * @param fitError over all columns, each in units of its deviation
 * @param extrapolationError the same for what was held out
 * @param carriedError what the last value seen, carried on, gives there
 * @param forecasts states at the time asked for, one for each series; empty if none was
 */
record FitResult(
        String data,
        int series,
        long seen,
        long heldOut,
        int parameters,
        List<Column> columns,
        double fitError,
        double extrapolationError,
        double carriedError,
        List<Forecast> forecasts) {
    /**
     * The errors of one column.
     *
     * @param name its name
     * @param deviation standard deviation of what was learned from
     * @param fit of the values learned from
     * @param extrapolation of those held out
     * @param carried of the last value seen, carried on
     */
    record Column(String name, double deviation, double fit, double extrapolation, double carried) {}

    /**
     * Where a series will be.
     *
     * @param series its name
     * @param time the time
     * @param state the columns
     */
    record Forecast(String series, double time, List<Double> state) {}
}
