package org.kutta.nn.ode;

import com.google.common.collect.ImmutableList;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;

/**
 * What tables say of a layer that advances a state in time.
 *
 * @param tableau name of the tableau
 * @param order its order
 * @param subnets sub-networks with weights of their own
 * @param parameters number of parameters
 * @param steps number of steps; 0 where a tolerance decides
 * @param dt mean size of a step; NaN where a tolerance decides
 * @param totalTime length of the interval
 * @param odeFaithful whether the layer follows one vector field
 * @param notes what is to be known before it is read as an ODE, in sentences for people
 */
public record OdeStructure(
        String tableau,
        int order,
        int subnets,
        long parameters,
        int steps,
        double dt,
        double totalTime,
        boolean odeFaithful,
        ImmutableList<String> notes) {

    /** What makes a field depend on more than time, state and parameters. */
    static ImmutableList<String> fieldNotes(Layer field, Shape input) {
        return field.stateCount(input) == 0
                ? ImmutableList.of()
                : ImmutableList.of("the field " + field.name()
                        + " has running statistics: in training it depends on the whole batch and differs from the field"
                        + " that is evaluated later; group or layer norm has neither fault");
    }
}
