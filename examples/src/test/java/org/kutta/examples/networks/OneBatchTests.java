package org.kutta.examples.networks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kutta.examples.data.DataOptions;
import org.kutta.nn.recipe.NetworkCatalogue;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneBatchTests {
    private OneBatch digits;

    @BeforeAll
    void load() throws IOException {
        digits = new OneBatch(new DataOptions().load(1), 8, 20, 1);
    }

    @AfterAll
    void free() {
        digits.close();
    }

    /** Networks of schemes that are no residual stacks: twenty steps on a batch that stays the same halve the loss, or nearly so where there is no shortcut. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "lm-resnet-20",
                "lm-resnet-20-stochastic",
                "polynet",
                "revnet",
                "momentum",
                "midpoint-reversible",
                "leapfrog-reversible",
                "fractalnet",
                "densenet",
                "transformer-rk2",
                "transformer-rk4",
                "unet-rk4",
                "repvgg-midpoint"
            })
    void train_scheme_learnsItsBatch(String name) {
        NetworkResult result = digits.train(NetworkCatalogue.matching(name).get(0), false);
        assertThat(result.name()).isEqualTo(name);
        assertThat(result.lossAfter()).isLessThan(0.8 * result.lossBefore());
    }
}
