package org.kutta.examples.science;

import org.kutta.nn.flow.ContinuousFlow;

/** A trained flow with what its pictures need. */
@SuppressWarnings("ArrayRecordComponent") // handed from the command to the page, never compared
record FlowArm(FlowResult.Figures figures, ContinuousFlow flow, double[] losses, double[][] before, double[][] after) {}
