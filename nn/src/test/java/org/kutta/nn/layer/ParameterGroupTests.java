package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.nn.Network;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ParameterGroupTests {

    @ParameterizedTest
    @MethodSource("org.kutta.nn.layer.LayerPullbackTests#layers")
    void parameters_anyLayer_haveADeclaredRole(Layer layer, Shape shape, int batch, Mode mode) {
        assertThat(layer.parameters(shape))
                .noneMatch(group -> group.role() == ParameterRole.OTHER || group.role() == ParameterRole.STATISTIC);
        assertThat(layer.state(shape)).allMatch(group -> group.role() == ParameterRole.STATISTIC);
    }

    static List<Arguments> layersWithFilters() {
        Shape features = Shape.of(5);
        Shape image = Shape.of(3, 2, 4);
        return List.of(
                arguments(Dense.of(5), features),
                arguments(TimeDense.of(5), features),
                arguments(Conv2d.of(4, 3), image),
                arguments(TimeConv2d.of(4, 3), image),
                arguments(ConvTranspose2d.of(4, 3, 1), image),
                arguments(GroupedConv2d.of(4, 3, 2), image),
                arguments(GroupedConv2d.of(4, 3, 4), image));
    }

    @ParameterizedTest
    @MethodSource("layersWithFilters")
    void filterOf_anyWeight_isTheOutputThatItReaches(Layer layer, Shape shape) {
        int channels = Math.toIntExact(shape.dim(-1));
        try (Network network = Network.of(layer, shape, DataType.DOUBLE, 5);
                LayerBinding field = network.field().bind(Nd4j.zeros(DataType.DOUBLE, shape.withBatch(2)))) {
            double[] parameters = NativeArrays.toHeap(network.parameters());
            double[] before = evaluate(field, shape);
            int offset = 0;
            for (ParameterGroup group : layer.parameters(shape)) {
                for (int filter = 0; filter < group.filterCount() && group.role() != ParameterRole.BIAS; filter++) {
                    double[] moved = parameters.clone();
                    for (int i = 0; i < group.size(); i++) {
                        moved[offset + i] += group.filterOf(i) == filter ? 1 : 0;
                    }
                    NativeArrays.write(moved, network.parameters());
                    double[] after = evaluate(field, shape);
                    assertThat(IntStream.range(0, after.length)
                                    .filter(i -> after[i] != before[i])
                                    .map(i -> i % channels)
                                    .distinct())
                            .as("%s, filter %s", group, filter)
                            .containsExactly(filter);
                }
                offset += Math.toIntExact(group.size());
            }
        }
    }

    private static double[] evaluate(LayerBinding field, Shape shape) {
        INDArray y = NativeArrays.zeros(DataType.DOUBLE, shape.withBatch(2));
        INDArray dydt = NativeArrays.zerosLike(y);
        NativeArrays.write(LayerCase.normal(y.length(), new SplittableRandom(3)), y);
        field.evaluate(0.7, y, dydt);
        return NativeArrays.toHeap(dydt);
    }

    static Stream<ParameterGroup> groups() {
        return Stream.of(
                new ParameterGroup("dense", ParameterRole.DENSE_WEIGHT, Shape.of(2, 3)),
                new ParameterGroup("conv", ParameterRole.CONVOLUTION_KERNEL, Shape.of(3, 5, 2, 7)),
                new ParameterGroup("transposed", ParameterRole.TRANSPOSED_KERNEL, Shape.of(3, 5, 2, 7)),
                new ParameterGroup("grouped", ParameterRole.GROUPED_KERNEL, Shape.of(2, 3, 5, 4, 7)),
                new ParameterGroup("bias", ParameterRole.BIAS, Shape.of(4)),
                new ParameterGroup("table", ParameterRole.EMBEDDING, Shape.of(6, 2)),
                new ParameterGroup("other", ParameterRole.OTHER, Shape.of(2, 2, 2)));
    }

    @ParameterizedTest
    @MethodSource("groups")
    void filterOf_allComponents_makesFiltersOfEqualSize(ParameterGroup group) {
        long[] sizes = new long[Math.toIntExact(group.filterCount())];
        LongStream.range(0, group.size()).forEach(i -> sizes[Math.toIntExact(group.filterOf(i))]++);
        assertThat(sizes).containsOnly(group.size() / group.filterCount());
    }

    @ParameterizedTest
    @MethodSource("groups")
    void fromTorch_afterToTorch_isTheIdentity(ParameterGroup group) {
        double[] values = new double[Math.toIntExact(group.size())];
        Arrays.setAll(values, i -> i);
        assertThat(group.torchShape().size()).isEqualTo(group.size());
        assertThat(group.fromTorch(group.toTorch(values))).isEqualTo(values);
    }

    /** Each array holds the digits of its own indices, so that the order in PyTorch can be read off. */
    @Test
    void toTorch_eachRole_hasPyTorchsOrder() {
        ParameterGroup dense = new ParameterGroup("w", ParameterRole.DENSE_WEIGHT, Shape.of(2, 3));
        assertThat(dense.torchShape()).isEqualTo(Shape.of(3, 2));
        assertThat(dense.toTorch(new double[] {0, 1, 2, 10, 11, 12})).containsExactly(0, 10, 1, 11, 2, 12);

        ParameterGroup conv = new ParameterGroup("w", ParameterRole.CONVOLUTION_KERNEL, Shape.of(1, 2, 2, 3));
        assertThat(conv.torchShape()).isEqualTo(Shape.of(3, 2, 1, 2));
        assertThat(conv.toTorch(new double[] {0, 1, 2, 10, 11, 12, 100, 101, 102, 110, 111, 112}))
                .containsExactly(0, 100, 10, 110, 1, 101, 11, 111, 2, 102, 12, 112);

        // Two groups of one input and two outputs each, kernel 1 x 1: rows are the outputs of group 0, then of group 1.
        ParameterGroup grouped = new ParameterGroup("w", ParameterRole.GROUPED_KERNEL, Shape.of(2, 1, 1, 2, 2));
        assertThat(grouped.torchShape()).isEqualTo(Shape.of(4, 2, 1, 1));
        assertThat(grouped.toTorch(new double[] {0, 1, 10, 11, 100, 101, 110, 111}))
                .containsExactly(0, 10, 1, 11, 100, 110, 101, 111);
    }

    @Test
    void decays_byRole_sparesBiasesGainsAndCoefficients() {
        Shape matrix = Shape.of(2, 2);
        assertThat(new ParameterGroup("w", ParameterRole.DENSE_WEIGHT, matrix).decays())
                .isTrue();
        assertThat(new ParameterGroup("b", ParameterRole.BIAS, matrix).decays()).isFalse();
        assertThat(new ParameterGroup("g", ParameterRole.GAIN, Shape.of(2)).decays())
                .isFalse();
        assertThat(new ParameterGroup("k", ParameterRole.COEFFICIENT, matrix).decays())
                .isFalse();
        assertThat(new ParameterGroup("o", ParameterRole.OTHER, matrix).decays())
                .isTrue();
        assertThat(new ParameterGroup("o", ParameterRole.OTHER, Shape.of(4)).decays())
                .isFalse();
    }

    @Test
    void group_shapeThatDoesNotFitTheRole_isRefused() {
        assertThatThrownBy(() -> new ParameterGroup("w", ParameterRole.CONVOLUTION_KERNEL, Shape.of(3, 3)))
                .hasMessage("shape of CONVOLUTION_KERNEL w ([3, 3]) must have 4 axes");
    }
}
