package org.kutta.nn.model;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kutta.nn.layer.ParameterGroup;
import org.kutta.nn.layer.Shape;
import org.kutta.solver.Checks;

/**
 * Weights to and from other programs, as named arrays in Kutta's layout or in PyTorch's. With {@link NumpyFiles} they come from files and go there.
 *
 * <p>In PyTorch's layout a dense weight is {@code [out, in]}, a kernel {@code [out, in, height, width]}, and images are flattened channels first: the rows of a
 * dense weight behind a {@code Flatten} are put in that order. PyTorch's names of the numbers in a layer are taken ({@code running_mean} for {@code mean});
 * what stands before them, {@code 0.} in a {@code nn.Sequential}, is to be renamed where it differs. The time's weights of {@code TimeDense} and
 * {@code TimeConv2d} stay arrays of their own. Settings, such as the epsilon of a norm, are the layer's business. Immutable.
 */
public final class WeightExchange {
    private static final ImmutableMap<String, String> TORCH_NAMES = ImmutableMap.<String, String>builder()
            .put("scale", "weight")
            .put("shift", "bias")
            .put("mean", "running_mean")
            .put("variance", "running_var")
            .put("table", "weight")
            .put("inputWeight", "in_proj_weight")
            .put("inputBias", "in_proj_bias")
            .put("outputWeight", "out_proj.weight")
            .put("outputBias", "out_proj.bias")
            .buildOrThrow();

    private final boolean torch;
    private final ImmutableMap<String, String> renamed;

    private WeightExchange(boolean torch, ImmutableMap<String, String> renamed) {
        this.torch = torch;
        this.renamed = renamed;
    }

    /** {@return an exchange in Kutta's layout and names: dense {@code [in, out]}, kernels {@code [height, width, in, out]}} */
    public static WeightExchange kutta() {
        return new WeightExchange(false, ImmutableMap.of());
    }

    /** {@return an exchange in PyTorch's layout and names} */
    public static WeightExchange torch() {
        return new WeightExchange(true, ImmutableMap.of());
    }

    /**
     * {@return this exchange with another name for a group, or for all groups that begin with a prefix}
     *
     * @param mine name of a group here, such as {@code 3.weight}, or a prefix that ends with a dot, such as {@code 3.}
     * @param theirs its name there, or what takes the prefix's place, such as {@code conv1.}
     */
    public WeightExchange rename(String mine, String theirs) {
        Checks.check(
                mine.endsWith(".") == (theirs.isEmpty() || theirs.endsWith(".")),
                "%s and %s must both be names or both be prefixes that end with a dot",
                mine,
                theirs);
        return new WeightExchange(
                torch,
                ImmutableMap.<String, String>builder()
                        .putAll(renamed)
                        .put(mine, theirs)
                        .buildKeepingLast());
    }

    /**
     * Name of a group there.
     *
     * @param group name of the group here
     * @return its whole name if that was renamed; else the longest renamed prefix is replaced, and the last part translated
     */
    public String nameOf(String group) {
        if (renamed.containsKey(group)) {
            return renamed.get(group);
        }
        int last = group.lastIndexOf('.') + 1;
        String prefix = group.substring(0, last);
        String name = group.substring(last);
        String longest = "";
        for (String mine : renamed.keySet()) {
            if (mine.endsWith(".") && prefix.startsWith(mine) && mine.length() > longest.length()) {
                longest = mine;
            }
        }
        String outer = longest.isEmpty() ? prefix : renamed.get(longest) + prefix.substring(longest.length());
        return outer + (torch ? TORCH_NAMES.getOrDefault(name, name) : name);
    }

    /**
     * All numbers of a model for another program.
     *
     * @param model parameters and state
     * @return arrays by their names there
     * @throws IllegalArgumentException if two arrays would have one name, or the model flattens images where the order of the rows cannot be followed
     */
    public Map<String, NumpyArray> export(SavedModel model) {
        Map<String, Shape> flattened = flattened(model);
        Map<String, NumpyArray> arrays = new LinkedHashMap<>();
        for (ParameterGroup group : groups(model)) {
            NumpyArray mine = values(model, group);
            String name = nameOf(group.name());
            NumpyArray theirs = mine;
            if (torch) {
                double[] values = channelsFirst(group, flattened, mine.toDoubles(), true);
                theirs = array(group.torchShape().toArray(), group.toTorch(values), mine.isDouble());
            }
            Checks.check(arrays.put(name, theirs) == null, "name", name, "must be that of one array");
        }
        return arrays;
    }

    /**
     * A model with numbers from another program.
     *
     * @param model gives architecture, shapes and data type; its own numbers are not used
     * @param arrays arrays by their names there; float64 is rounded for a FLOAT model; those of no group are not looked at
     * @return the model with these numbers
     * @throws ModelFormatException if arrays are missing, have other shapes or finite numbers that are infinite in the type of the model
     * @throws IllegalArgumentException if the model flattens images where the order of the rows cannot be followed
     */
    public SavedModel importInto(SavedModel model, Map<String, NumpyArray> arrays) {
        Map<String, Shape> flattened = flattened(model);
        checkPresent(model, arrays);
        Map<String, NumpyArray> parameters = new LinkedHashMap<>();
        Map<String, NumpyArray> state = new LinkedHashMap<>();
        for (ParameterGroup group : groups(model)) {
            String name = nameOf(group.name());
            NumpyArray theirs = arrays.get(name);
            Shape expected = torch ? group.torchShape() : group.shape();
            if (theirs == null || !Arrays.equals(theirs.shape(), expected.toArray())) {
                throw new ModelFormatException(
                        "array " + name + " (" + theirs + ") must have the shape " + expected + " for " + group);
            }
            boolean inDouble = values(model, group).isDouble();
            NumpyArray mine = theirs.inPrecision(inDouble);
            if (theirs.firstNonFinite().isEmpty() && mine.firstNonFinite().isPresent()) {
                throw new ModelFormatException(
                        "array " + name + " (" + theirs + ") holds numbers beyond those of a FLOAT model, 3.4e38");
            }
            if (torch) {
                double[] values = channelsFirst(group, flattened, group.fromTorch(mine.toDoubles()), false);
                mine = array(group.shape().toArray(), values, inDouble);
            }
            (model.parameters().containsKey(group.name()) ? parameters : state).put(group.name(), mine);
        }
        return model.withArrays(parameters, state);
    }

    private void checkPresent(SavedModel model, Map<String, NumpyArray> arrays) {
        List<String> missing = groups(model).stream()
                .map(group -> nameOf(group.name()))
                .filter(name -> !arrays.containsKey(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new ModelFormatException("arrays " + missing + " are missing; there are " + arrays.keySet()
                    + ": rename groups or prefixes to these");
        }
    }

    private static List<ParameterGroup> groups(SavedModel model) {
        List<ParameterGroup> all = new ArrayList<>(model.parameterGroups());
        all.addAll(model.stateGroups());
        return all;
    }

    private static NumpyArray values(SavedModel model, ParameterGroup group) {
        return Optional.ofNullable(model.parameters().get(group.name()))
                .orElseGet(() -> model.state().get(group.name()));
    }

    private static NumpyArray array(long[] shape, double[] values, boolean inDouble) {
        return NumpyArray.own(shape, values).inPrecision(inDouble);
    }

    private Map<String, Shape> flattened(SavedModel model) {
        return torch ? FlattenedImages.of(model.layer(), model.inputShape()) : ImmutableMap.of();
    }

    /** Puts the rows of a dense weight that reads a flattened image [height, width, channels] in PyTorch's order of channels first, or back. */
    private static double[] channelsFirst(
            ParameterGroup group, Map<String, Shape> flattened, double[] values, boolean there) {
        Shape image = flattened.get(group.name());
        if (image == null) {
            return values;
        }
        int columns = Math.toIntExact(group.shape().dim(1));
        int[] rows = Axes.positions(image.toArray(), 2, 0, 1);
        double[] result = new double[values.length];
        for (int row = 0; row < rows.length; row++) {
            int from = there ? rows[row] : row;
            int to = there ? row : rows[row];
            System.arraycopy(values, from * columns, result, to * columns, columns);
        }
        return result;
    }
}
