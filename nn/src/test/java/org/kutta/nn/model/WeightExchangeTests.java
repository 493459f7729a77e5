package org.kutta.nn.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.nn.Network;
import org.kutta.nn.NetworkPlan;
import org.kutta.nn.layer.BatchNorm;
import org.kutta.nn.layer.Conv2d;
import org.kutta.nn.layer.ConvTranspose2d;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Embedding;
import org.kutta.nn.layer.Flatten;
import org.kutta.nn.layer.GroupNorm;
import org.kutta.nn.layer.GroupedConv2d;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerNorm;
import org.kutta.nn.layer.Mode;
import org.kutta.nn.layer.Relu;
import org.kutta.nn.layer.Residual;
import org.kutta.nn.layer.SelfAttention;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;

/** The files of {@code torch-*.npz} were written by PyTorch 1.13: a state dictionary, an input and what the module made of it. */
class WeightExchangeTests {
    private static final Layer IMAGES = Sequential.of(
            Conv2d.of(4, 3).withStride(2),
            BatchNorm.of(),
            new Relu(),
            GroupedConv2d.of(6, 3, 2),
            GroupNorm.of(3),
            ConvTranspose2d.of(2, 3, 2),
            new Tanh(),
            new Flatten(),
            Dense.of(3));

    private static final Layer SEQUENCES = Sequential.of(
            new Embedding(7, 4), new Residual(Sequential.of(LayerNorm.of(), SelfAttention.of(2))), Dense.of(3));

    private static final WeightExchange SEQUENCE_NAMES = WeightExchange.torch()
            .rename("0.", "embed.")
            .rename("1.0.", "norm.")
            .rename("1.1.", "attention.")
            .rename("2.", "out.");

    @TempDir
    Path folder;

    private static Map<String, NumpyArray> fixture(String name) throws IOException {
        try {
            return NumpyFiles.read(
                    Path.of(Objects.requireNonNull(WeightExchangeTests.class.getResource(name))
                            .toURI()),
                    array -> !array.endsWith("num_batches_tracked"));
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static NumpyArray array(Map<String, NumpyArray> arrays, String name) {
        return Objects.requireNonNull(arrays.get(name), name);
    }

    private static SavedModel fresh(Layer layer, Shape shape, DataType type) {
        try (Network network = Network.of(layer, shape, type, 1)) {
            return SavedModel.of(network);
        }
    }

    private static double[] output(SavedModel model, int batch, double[] input) {
        try (Network network = model.toNetwork();
                NetworkPlan plan = network.plan(batch, Mode.EVALUATE)) {
            NativeArrays.write(input, plan.input());
            plan.forward();
            return NativeArrays.toHeap(plan.output());
        }
    }

    /** A batch of images, channels first, as Kutta has them: channels last. */
    private static double[] channelsLast(NumpyArray images) {
        return images.permuted(new long[] {images.length()}, Axes.positions(images.shape(), 0, 2, 3, 1))
                .toDoubles();
    }

    @Test
    void importInto_numbersTooLargeForFloat_areRefused() {
        Map<String, NumpyArray> arrays = Map.of(
                "weight", NumpyArray.of(new long[] {1, 1}, new double[] {1e39}),
                "bias", NumpyArray.of(new long[] {1}, new double[] {1}));
        SavedModel model = fresh(Dense.of(1), Shape.of(1), DataType.FLOAT);
        assertThatThrownBy(() -> WeightExchange.kutta().importInto(model, arrays))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("array weight (float64[1, 1]) holds numbers beyond those of a FLOAT model");
        SavedModel wide = fresh(Dense.of(1), Shape.of(1), DataType.DOUBLE);
        assertThat(WeightExchange.kutta().importInto(wide, arrays).flatParameters())
                .containsExactly(1e39, 1);
    }

    @Test
    void importInto_convolutionsFromPyTorch_computesWhatPyTorchComputed() throws IOException {
        Map<String, NumpyArray> torch = fixture("torch-images.npz");
        SavedModel model = WeightExchange.torch().importInto(fresh(IMAGES, Shape.of(5, 4, 2), DataType.FLOAT), torch);
        // A few hundred roundings of float on numbers of unit size.
        assertThat(output(model, 2, channelsLast(array(torch, "x"))))
                .containsExactly(array(torch, "y").toDoubles(), within(1e-5));
    }

    @Test
    void importInto_attentionFromPyTorch_computesWhatPyTorchComputed() throws IOException {
        Map<String, NumpyArray> torch = fixture("torch-sequence.npz");
        SavedModel model = SEQUENCE_NAMES.importInto(fresh(SEQUENCES, Shape.of(5), DataType.DOUBLE), torch);
        assertThat(output(model, 1, array(torch, "x").toDoubles()))
                .containsExactly(array(torch, "y").toDoubles(), within(1e-12));
    }

    @Test
    void export_afterImport_givesTheArraysOfPyTorch() throws IOException {
        Map<String, NumpyArray> torch = new LinkedHashMap<>(fixture("torch-images.npz"));
        SavedModel model = WeightExchange.torch().importInto(fresh(IMAGES, Shape.of(5, 4, 2), DataType.FLOAT), torch);
        torch.remove("x");
        torch.remove("y");
        assertThat(WeightExchange.torch().export(model)).containsExactlyInAnyOrderEntriesOf(torch);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void model_throughNpz_isTheSame(boolean torch) throws IOException {
        WeightExchange exchange = torch ? WeightExchange.torch() : WeightExchange.kutta();
        SavedModel model = fresh(IMAGES, Shape.of(5, 4, 2), DataType.FLOAT);
        Path npz = folder.resolve("weights.npz");
        NumpyFiles.writeNpz(exchange.export(model), npz);
        assertThat(exchange.importInto(model, NumpyFiles.read(npz))).isEqualTo(model);
    }

    @Test
    void npy_anyArray_isReadBack() throws IOException {
        Path npy = folder.resolve("one.npy");
        for (NumpyArray array : new NumpyArray[] {
            NumpyArray.of(new long[0], new double[] {7}),
            NumpyArray.of(new long[] {0, 3}, new float[0]),
            NumpyArray.of(new long[] {2, 1, 3}, new float[] {1, 2, 3, 4, 5, Float.NaN})
        }) {
            NumpyFiles.writeNpy(array, npy);
            assertThat(NumpyFiles.read(npy)).containsExactly(Map.entry("one", array));
        }
    }

    @Test
    void importInto_arraysThatAreMissingOrOfOtherShape_areNamed() {
        SavedModel model = fresh(Sequential.of(Dense.of(2)), Shape.of(3), DataType.DOUBLE);
        NumpyArray bias = NumpyArray.of(new long[] {2}, new double[2]);
        NumpyArray weight = NumpyArray.of(new long[] {3, 2}, new double[6]);
        assertThatThrownBy(() -> WeightExchange.torch().importInto(model, Map.of("0.bias", bias, "fc.weight", weight)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("arrays [0.weight] are missing; there are");
        assertThatThrownBy(() -> WeightExchange.torch().importInto(model, Map.of("0.bias", bias, "0.weight", weight)))
                .hasMessageContaining("array 0.weight (float64[3, 2]) must have the shape [2, 3]");
    }

    @Test
    void export_imagesFlattenedForOtherThanDense_isRefused() {
        SavedModel norm =
                fresh(Sequential.of(new Flatten(), BatchNorm.of(), Dense.of(2)), Shape.of(2, 2, 2), DataType.FLOAT);
        assertThatThrownBy(() -> WeightExchange.torch().export(norm))
                .hasMessageContaining("layer 1.batchNorm reads flattened images, whose order of pixels differs");
        SavedModel open = fresh(Sequential.of(new Flatten()), Shape.of(2, 2, 2), DataType.FLOAT);
        assertThatThrownBy(() -> WeightExchange.torch().export(open)).hasMessageContaining("gives flattened images");
    }

    @Test
    void rename_groupsAndPrefixes_followTheLongest() {
        WeightExchange exchange = WeightExchange.torch()
                .rename("1.", "block.")
                .rename("1.0.", "block.norm.")
                .rename("1.2.bias", "special");
        assertThat(exchange.nameOf("1.0.scale")).isEqualTo("block.norm.weight");
        assertThat(exchange.nameOf("1.2.weight")).isEqualTo("block.2.weight");
        assertThat(exchange.nameOf("1.2.bias")).isEqualTo("special");
        assertThat(exchange.nameOf("0.mean")).isEqualTo("0.running_mean");
        assertThat(WeightExchange.kutta().nameOf("0.mean")).isEqualTo("0.mean");
    }
}
