package org.kutta.nn.ode;

import com.google.common.collect.ImmutableList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Mesh;
import org.kutta.solver.tableau.ButcherTableau;

/**
 * What tables say of a layer that advances a state in time.
 *
 * @param tableau name of the tableau
 * @param order its order
 * @param subnets sub-networks with weights of their own
 * @param parameters number of parameters
 * @param multiplyAdds of one sample's forward pass; of one step where a tolerance decides how many there are
 * @param steps number of steps; 0 where a tolerance decides
 * @param dt mean size of a step; NaN where a tolerance decides
 * @param totalTime length of the interval
 * @param sumAbsB sum of the absolute weights of the tableau: what sub-networks of size 1 can add in a step of 1
 * @param predictedGrowth factor of the variance over all steps if stages were independent, zero-mean, linear maps of unit gain; NaN where a tolerance decides
 * @param odeFaithful whether the layer follows one vector field
 * @param notes what is to be known before it is read as an ODE, in sentences for people
 */
public record OdeStructure(
        String tableau,
        int order,
        int subnets,
        long parameters,
        long multiplyAdds,
        int steps,
        double dt,
        double totalTime,
        double sumAbsB,
        double predictedGrowth,
        boolean odeFaithful,
        ImmutableList<String> notes) {

    /** Facts of a layer that takes the steps of a mesh; of a solver that controls its steps where there is none. */
    static OdeStructure of(
            OdeLayer layer,
            Shape input,
            ButcherTableau tableau,
            @Nullable Mesh mesh,
            double totalTime,
            int subnets,
            boolean odeFaithful,
            List<String> notes) {
        double growth = mesh == null ? Double.NaN : 1;
        for (int n = 0; mesh != null && n < mesh.steps(); n++) {
            growth *= tableau.varianceGrowth(mesh.dt(n));
        }
        return new OdeStructure(
                tableau.name(),
                tableau.order(),
                subnets,
                layer.parameterCount(input),
                layer.multiplyAdds(input),
                mesh == null ? 0 : mesh.steps(),
                mesh == null ? Double.NaN : totalTime / mesh.steps(),
                totalTime,
                tableau.certify().sumAbsB(),
                growth,
                odeFaithful,
                ImmutableList.copyOf(notes));
    }

    /** What makes a field depend on more than time, state and parameters. */
    static ImmutableList<String> fieldNotes(Layer field, Shape input) {
        return field.stateCount(input) == 0
                ? ImmutableList.of()
                : ImmutableList.of("the field " + field.name()
                        + " has running statistics: in training it depends on the whole batch and differs from the field"
                        + " that is evaluated later; group or layer norm has neither fault");
    }
}
