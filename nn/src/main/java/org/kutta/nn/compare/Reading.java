package org.kutta.nn.compare;

/** How a tableau is read. */
public enum Reading {
    /** As a residual stack: a sub-network with weights of its own for each stage of each block. */
    DISCRETE,
    /** As a solver: one sub-network is the vector field of a neural ODE. */
    CONTINUOUS
}
