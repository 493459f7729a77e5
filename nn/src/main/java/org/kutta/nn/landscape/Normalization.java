package org.kutta.nn.landscape;

/**
 * How a random direction {@code d} takes over the scale of the parameters {@code w}. A network may compute the same with its weights scaled up in one layer
 * and down in the next; directions that do not follow such scales make one surface look flatter than the other for no other reason.
 *
 * <p>A part is a filter (what makes one output: of a dense layer a unit's incoming weights) or a whole parameter group. It becomes
 * {@code d |w| / (|d| + 1e-10)} with the norms taken over the part.
 *
 * @see "Li et al.: Visualizing the loss landscape of neural nets, arXiv 1712.09913, section 4"
 */
public enum Normalization {
    /** Every filter of the direction gets the norm of that filter of the parameters. */
    FILTER,
    /** Every parameter group gets the norm of the group. */
    LAYER,
    /** Every entry is multiplied by the absolute value of its parameter. */
    WEIGHT,
    /** Entries stay standard normal. */
    NONE
}
