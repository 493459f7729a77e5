package org.kutta.examples.compare;

import org.jspecify.annotations.Nullable;

/**
 * One arm after its training.
 *
 * @param result its figures
 * @param curve how they came about
 * @param failure why the training was given up, in one line, or null if it went to its end
 */
record Outcome(ArmResult result, ArmCurve curve, @Nullable String failure) {}
