package org.kutta.nn.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.kutta.nn.layer.Shape;

class NetworkCatalogueTests {
    private static final Shape DIGIT = Shape.of(28, 28, 1);

    @Test
    void all_names_areUniqueAndEveryNetworkClassifiesDigits() {
        assertThat(NetworkCatalogue.all()).extracting(NetworkRecipe::name).doesNotHaveDuplicates();
        for (NetworkRecipe recipe : NetworkCatalogue.all()) {
            assertThat(recipe.layer(DIGIT, 10).outputShape(DIGIT))
                    .as(recipe.name())
                    .isEqualTo(Shape.of(10));
            assertThat(recipe.layer(DIGIT, 10).multiplyAdds(DIGIT))
                    .as(recipe.name())
                    .isPositive();
            assertThat(recipe.reason()).as(recipe.name()).isNotBlank();
        }
    }

    @Test
    void matching_text_selectsByName() {
        assertThat(NetworkCatalogue.matching("horesnet-gill4"))
                .extracting(NetworkRecipe::tableau)
                .containsExactly("gill4");
        assertThatThrownBy(() -> NetworkCatalogue.matching("resnet-57"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network (resnet-57) must be part of one of plain-20, ");
    }
}
