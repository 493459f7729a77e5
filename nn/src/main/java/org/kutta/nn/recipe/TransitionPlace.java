package org.kutta.nn.recipe;

/** Where a network changes size and width. */
public enum TransitionPlace {
    /** In the stem alone: behind it size and width stay. */
    STEM,
    /** In the first sub-network of a stage, whose shortcut follows: as ResNet and HO-ResNet do. Such a block is no step of an ODE. */
    FIRST_SUBNET,
    /** In a convolution between the stages, without shortcut: the steps of every stage preserve their shape. */
    BETWEEN
}
