package org.kutta.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kutta.examples.cli.CommandLines;
import org.kutta.nn.layer.Layer;
import org.kutta.nn.layer.LayerPart;
import org.kutta.nn.layer.Shape;
import org.kutta.nn.recipe.NetworkCatalogue;
import picocli.CommandLine;

class NetworksBenchTests {
    private static final Shape IMAGE = Shape.of(28, 28, 1);

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... args) {
        CommandLine root = new CommandLine(new BenchCommand());
        root.setOut(new PrintWriter(out, true));
        root.setErr(new PrintWriter(err, true));
        return CommandLines.execute(root, args);
    }

    @Test
    void networks_oneOfThem_isTimedAgainstItsConvolutions() throws IOException {
        Path file = folder.resolve("networks.json");
        assertThat(run("networks", "--only", "horesnet-midpoint", "--steps", "1", "--json", file.toString()))
                .as(err.toString())
                .isZero();
        JsonNode first = new ObjectMapper().readTree(file.toFile()).get("cases").get(0);
        assertThat(first.get("name").asText()).isEqualTo("horesnet-midpoint");
        assertThat(first.get("floorMillis").asDouble()).isPositive();
        assertThat(first.get("medianMillis").asDouble()).isPositive();
    }

    @Test
    void convolutions_ofAnyNetwork_areAllItsProductsButTheClassifier() {
        for (String name :
                List.of("resnet-20", "preresnet-164", "horesnet-huta6", "intime-linear-rk4", "shared-heun3")) {
            Layer layer = NetworkCatalogue.matching(name).get(0).layer(IMAGE, 10);
            long products = 0;
            for (LayerPart part : ConvolutionFloor.of(layer, IMAGE)) {
                products += part.times() * part.layer().multiplyAdds(part.input());
            }
            long channels = name.equals("preresnet-164") ? 128 : 32;
            assertThat(products).as(name).isEqualTo(layer.multiplyAdds(IMAGE) - channels * 10);
        }
    }

    @Test
    void networks_badOption_isRefused() {
        assertThat(run("networks", "--only", "alexnet")).isEqualTo(2);
        assertThat(err.toString()).contains("network (alexnet) must be part of one of");
    }
}
