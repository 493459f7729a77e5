package org.kutta.nn.landscape;

/**
 * How far a scan is.
 *
 * @param points points evaluated, those of an earlier run that was taken up again included
 * @param total points of the whole scan
 * @param secondsLeft estimated seconds to its end
 */
public record ScanProgress(int points, int total, double secondsLeft) {}
