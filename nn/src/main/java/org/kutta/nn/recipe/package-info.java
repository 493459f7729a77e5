/**
 * Whole networks by recipe: forms of sub-networks, shortcuts, wirings by tableau, and a catalogue of the networks that the literature names. A recipe gives a
 * {@link org.kutta.nn.layer.Layer}; nothing here holds numbers or trains.
 */
@NullMarked
package org.kutta.nn.recipe;

import org.jspecify.annotations.NullMarked;
