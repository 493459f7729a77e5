package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.adjoint.ParameterLayout;
import org.kutta.adjoint.certificate.Components;
import org.kutta.adjoint.field.DifferenceField;
import org.kutta.adjoint.field.LambdaField;
import org.kutta.nn.Network;
import org.kutta.nn.layer.Dense;
import org.kutta.nn.layer.Sequential;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.layer.Tanh;
import org.kutta.nn.model.ModelMetadata;
import org.kutta.nn.model.NumpyArray;
import org.kutta.nn.model.NumpyFiles;
import org.kutta.nn.model.SavedModel;
import org.kutta.nn.model.WeightExchange;
import org.kutta.solver.DoubleArraySpace;
import org.nd4j.linalg.api.buffer.DataType;

class ModelsTests {
    private static final Sequential LAYERS = Sequential.of(Dense.of(8), new Tanh(), Dense.of(2));

    @TempDir
    private Path folder;

    @Test
    void model_savedAndLoaded_isTheSame() throws IOException {
        Path file = folder.resolve("rings.kutta");
        try (Network network = Network.of(LAYERS, Shape.of(2), DataType.FLOAT, 1)) {
            saveAndLoad(network, file);
            assertThat(SavedModel.read(file).metadata().classNames()).containsExactly("disc", "ring");
        }
    }

    private static void saveAndLoad(Network network, Path file) throws IOException {
        // region: save
        SavedModel.of(network)
                .withMetadata(ModelMetadata.empty()
                        .withClassNames(List.of("disc", "ring"))
                        .withNote("training", "Adam, 40 epochs"))
                .write(file);

        try (Network again = SavedModel.read(file).toNetwork()) {
            assertThat(again.parameters()).isEqualTo(network.parameters());
        }
        // endregion
    }

    @Test
    void weights_throughANumpyFile_areTheSame() throws IOException {
        Path npz = folder.resolve("weights.npz");
        try (Network network = Network.of(LAYERS, Shape.of(2), DataType.FLOAT, 1)) {
            // region: torch
            SavedModel model = SavedModel.of(network);
            WeightExchange torch =
                    WeightExchange.torch().rename("0.", "hidden.").rename("2.", "out.");
            NumpyFiles.writeNpz(torch.export(model), npz); // hidden.weight [8, 2], hidden.bias, out.weight, out.bias

            Map<String, NumpyArray> arrays = NumpyFiles.read(npz);
            torch.importInto(model, arrays).copyTo(network);
            // endregion
            assertThat(arrays.get("hidden.weight")).hasToString("float32[8, 2]");
            assertThat(SavedModel.of(network)).isEqualTo(model);
        }
    }

    @Test
    void fields_fromFunctions_haveTheirParameters() {
        // region: lambda
        ParameterLayout layout =
                ParameterLayout.builder().add("friction").add("drive").build();
        double[] start = {0.3, 0.8};
        LambdaField<double[]> pendulum = LambdaField.of(
                DoubleArraySpace.INSTANCE,
                layout,
                start,
                (t, y, p, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -Math.sin(y[0]) - p[0] * y[1] + p[1] * Math.cos(t);
                },
                (t, y, p, w, yBar, pBar) -> {
                    yBar[0] -= Math.cos(y[0]) * w[1];
                    yBar[1] += w[0] - p[0] * w[1];
                    pBar[0] -= y[1] * w[1];
                    pBar[1] += Math.cos(t) * w[1];
                    return -p[1] * Math.sin(t) * w[1]; // the cotangent of the time
                });

        // Without a pullback, at 10 evaluations for each:
        DifferenceField<double[]> slow = DifferenceField.of(
                DoubleArraySpace.INSTANCE, Components.ofDoubles(), layout, start, (t, y, p, dydt) -> {
                    dydt[0] = y[1];
                    dydt[1] = -Math.sin(y[0]) - p[0] * y[1] + p[1] * Math.cos(t);
                });
        // endregion
        assertThat(pendulum.layout()).isEqualTo(slow.layout());
        assertThat(slow.evaluationsPerPullback(new double[2])).isEqualTo(10);
    }
}
