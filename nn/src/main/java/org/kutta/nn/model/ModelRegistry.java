package org.kutta.nn.model;

import com.google.common.collect.ImmutableBiMap;
import java.lang.reflect.RecordComponent;
import org.kutta.adjoint.BacksolveAdjoint;
import org.kutta.adjoint.DiscreteAdjoint;
import org.kutta.adjoint.InterpolatingAdjoint;
import org.kutta.adjoint.MemoryPlan;
import org.kutta.adjoint.ReversibleAdjoint;
import org.kutta.nn.layer.Augment;
import org.kutta.nn.layer.AveragePool2d;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Concat;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.ConvTranspose2d;
import org.kutta.nn.layer.Cube;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Dropout;
import org.kutta.nn.layer.Elu;
import org.kutta.nn.layer.Embedding;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.Gelu;
import org.kutta.nn.layer.GlobalAveragePool;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.GroupedConv2d;
import org.kutta.nn.layer.Identity;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.LeakyRelu;
import org.kutta.nn.layer.LearnedScale;
import org.kutta.nn.layer.MaxPool2d;
import org.kutta.nn.layer.PadChannels;
import org.kutta.nn.layer.PositionalEmbedding;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Reshape;
import org.kutta.nn.layer.Residual;
import org.kutta.nn.layer.SelfAttention;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Sigmoid;
import org.kutta.nn.layer.SoftmaxMixture;
import org.kutta.nn.layer.Softplus;
import org.kutta.nn.layer.SqueezeExcitation;
import org.kutta.nn.layer.StochasticDepth;
import org.kutta.nn.layer.Swish;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.layer.TimeConv2d;
import org.kutta.nn.layer.TimeDense;
import org.kutta.nn.layer.Upsample2d;
import org.kutta.nn.ode.Chebyshev;
import org.kutta.nn.ode.ErrorGainStack;
import org.kutta.nn.ode.Fourier;
import org.kutta.nn.ode.OdeBlock;
import org.kutta.nn.ode.PiecewiseConstant;
import org.kutta.nn.ode.PiecewiseLinear;
import org.kutta.nn.ode.RungeKuttaStack;
import org.kutta.nn.ode.TimeVarying;
import org.kutta.nn.ode.TransitionStep;
import org.kutta.nn.scheme.FractalBlock;
import org.kutta.nn.scheme.GatedStep;
import org.kutta.nn.scheme.LmStack;
import org.kutta.nn.scheme.PolyBlock;
import org.kutta.nn.scheme.RepConv;
import org.kutta.nn.scheme.ReversiblePair;
import org.kutta.nn.scheme.ReversibleStack;
import org.kutta.nn.scheme.TransformerField;
import org.kutta.solver.Checks;
import org.kutta.solver.Stepping;
import org.kutta.solver.control.PidController;

/**
 * The names under which model files know layers, gradient methods, step controllers and what belongs to them. A file can make no other objects.
 *
 * <p>All are records; a file holds their components by name. A layer or controller of one's own is a record too and gets a name by {@link #with}. Immutable.
 */
public final class ModelRegistry {

    private static final ModelRegistry STANDARD =
            new ModelRegistry(ImmutableBiMap.<String, Class<? extends Record>>builder()
                    .put("augment", Augment.class)
                    .put("averagePool2d", AveragePool2d.class)
                    .put("batchNorm", BatchNorm.class)
                    .put("concat", Concat.class)
                    .put("conv2d", Conv2d.class)
                    .put("convTranspose2d", ConvTranspose2d.class)
                    .put("cube", Cube.class)
                    .put("dense", Dense.class)
                    .put("dropout", Dropout.class)
                    .put("elu", Elu.class)
                    .put("embedding", Embedding.class)
                    .put("flatten", Flatten.class)
                    .put("gelu", Gelu.class)
                    .put("globalAveragePool", GlobalAveragePool.class)
                    .put("groupNorm", GroupNorm.class)
                    .put("groupedConv2d", GroupedConv2d.class)
                    .put("identity", Identity.class)
                    .put("layerNorm", LayerNorm.class)
                    .put("leakyRelu", LeakyRelu.class)
                    .put("maxPool2d", MaxPool2d.class)
                    .put("padChannels", PadChannels.class)
                    .put("positionalEmbedding", PositionalEmbedding.class)
                    .put("relu", Relu.class)
                    .put("residual", Residual.class)
                    .put("selfAttention", SelfAttention.class)
                    .put("sequential", Sequential.class)
                    .put("sigmoid", Sigmoid.class)
                    .put("softplus", Softplus.class)
                    .put("squeezeExcitation", SqueezeExcitation.class)
                    .put("swish", Swish.class)
                    .put("tanh", Tanh.class)
                    .put("timeConv2d", TimeConv2d.class)
                    .put("timeDense", TimeDense.class)
                    .put("upsample2d", Upsample2d.class)
                    .put("odeBlock", OdeBlock.class)
                    .put("rungeKuttaStack", RungeKuttaStack.class)
                    .put("transitionStep", TransitionStep.class)
                    .put("learnedScale", LearnedScale.class)
                    .put("reshape", Reshape.class)
                    .put("softmaxMixture", SoftmaxMixture.class)
                    .put("stochasticDepth", StochasticDepth.class)
                    .put("errorGainStack", ErrorGainStack.class)
                    .put("timeVarying", TimeVarying.class)
                    .put("fractalBlock", FractalBlock.class)
                    .put("gatedStep", GatedStep.class)
                    .put("lmStack", LmStack.class)
                    .put("polyBlock", PolyBlock.class)
                    .put("repConv", RepConv.class)
                    .put("reversibleStack", ReversibleStack.class)
                    .put("transformerField", TransformerField.class)
                    .put("revNet", ReversiblePair.RevNet.class)
                    .put("momentumPair", ReversiblePair.Momentum.class)
                    .put("midpointPair", ReversiblePair.Midpoint.class)
                    .put("leapfrogPair", ReversiblePair.Leapfrog.class)
                    .put("piecewiseConstant", PiecewiseConstant.class)
                    .put("piecewiseLinear", PiecewiseLinear.class)
                    .put("chebyshev", Chebyshev.class)
                    .put("fourier", Fourier.class)
                    .put("discrete", DiscreteAdjoint.class)
                    .put("backsolve", BacksolveAdjoint.class)
                    .put("interpolating", InterpolatingAdjoint.class)
                    .put("reversible", ReversibleAdjoint.class)
                    .put("storeAll", MemoryPlan.StoreAll.class)
                    .put("checkpointed", MemoryPlan.Checkpointed.class)
                    .put("memoryBudget", MemoryPlan.Budget.class)
                    .put("controlledSteps", Stepping.Controlled.class)
                    .put("equalSteps", Stepping.Count.class)
                    .put("stepsOfSize", Stepping.Size.class)
                    .put("stepsOfMesh", Stepping.Given.class)
                    .put("pid", PidController.class)
                    .buildOrThrow());

    private final ImmutableBiMap<String, Class<? extends Record>> types;

    private ModelRegistry(ImmutableBiMap<String, Class<? extends Record>> types) {
        this.types = types;
    }

    /** {@return the names of all that Kutta has} */
    public static ModelRegistry standard() {
        return STANDARD;
    }

    /**
     * This registry with one more record, such as a layer of one's own.
     *
     * @param name its name in files, not yet taken
     * @param type the record; its components are of numbers, booleans, strings, enumerations, {@code Optional}, {@code OptionalDouble}, lists, maps by
     *     strings, shapes, meshes, tableaus, tolerances, solvers, and records and interfaces of these
     * @return the larger registry; files are read and written by the same one
     * @throws IllegalArgumentException if the name or the record is taken, or a component has no form in a file
     */
    public ModelRegistry with(String name, Class<? extends Record> type) {
        Checks.check(name.matches("[A-Za-z][A-Za-z0-9._-]{0,99}"), "name of a type", name, "must be a plain word");
        Checks.check(!types.containsKey(name), "name of a type", name, "must be one that is not taken");
        Checks.check(!types.containsValue(type), "type", type.getSimpleName(), "must not have a name already");
        for (RecordComponent component : type.getRecordComponents()) {
            Checks.check(
                    !component.getName().equals(ValueCodec.TYPE) && ValueCodec.hasForm(component.getGenericType()),
                    "component %s of %s (%s) has no form in a model file",
                    component.getName(),
                    type.getSimpleName(),
                    component.getGenericType().getTypeName());
        }
        return new ModelRegistry(ImmutableBiMap.<String, Class<? extends Record>>builder()
                .putAll(types)
                .put(name, type)
                .buildOrThrow());
    }

    /** The records by their names. */
    ImmutableBiMap<String, Class<? extends Record>> types() {
        return types;
    }
}
