package org.kutta.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.preprocessor.NormalizerStandardize;
import org.nd4j.linalg.dataset.api.preprocessor.serializer.NormalizerSerializer;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * ND4J is from 2022 and runs here on newer libraries than it was built with, and without some. Each test
 * reaches one corner of it that Kutta or its users need, so that a pin or an exclusion too many fails here.
 */
class Nd4jLibrariesTests {
    @TempDir
    private Path folder;

    @Test
    void gemm_smallMatrices_equalsTheSumOfProducts() {
        INDArray a = Nd4j.createFromArray(new double[][] {{1, 2}, {3, 4}});
        INDArray b = Nd4j.createFromArray(new double[][] {{5, 6}, {7, 8}});
        assertThat(a.mmul(b)).isEqualTo(Nd4j.createFromArray(new double[][] {{19, 22}, {43, 50}}));
    }

    @Test
    void conv2d_onesOverOnes_countsTheKernelsCellsInside() {
        INDArray image = Nd4j.ones(DataType.FLOAT, 1, 4, 4, 2);
        INDArray weights = Nd4j.ones(DataType.FLOAT, 3, 3, 2, 1);
        INDArray out = Nd4j.zeros(DataType.FLOAT, 1, 4, 4, 1);
        OpContext context = Nd4j.getExecutioner().buildContext();
        context.setInputArrays(image, weights);
        context.setOutputArrays(out);
        context.setIArguments(3, 3, 1, 1, 0, 0, 1, 1, 1, 1, 0);
        Nd4j.exec(DynamicCustomOp.builder("conv2d").build(), context);
        assertThat(out.getFloat(0, 0, 0, 0)).isEqualTo(2 * 4f);
        assertThat(out.getFloat(0, 1, 2, 0)).isEqualTo(2 * 9f);
    }

    @Test
    void adam_firstStep_movesByTheLearningRate() {
        Adam adam = Adam.builder().learningRate(0.1).build();
        GradientUpdater<?> updater = adam.instantiate(Nd4j.zeros(DataType.DOUBLE, 1, adam.stateSize(3)), true);
        INDArray gradient = Nd4j.createFromArray(new double[][] {{1, -2, 4}});
        updater.applyUpdater(gradient, 0, 0);
        assertThat(gradient.getDouble(0)).isCloseTo(0.1, within(1e-6));
        assertThat(gradient.getDouble(1)).isCloseTo(-0.1, within(1e-6));
    }

    @Test
    void json_ofAnEvaluation_isReadBack() {
        String json = new Evaluation(3).toJson();
        assertThat(Evaluation.fromJson(json).getNumRowCounter()).isZero();
    }

    @Test
    void evaluation_twoOfThreeRight_isTwoThirds() {
        Evaluation evaluation = new Evaluation(2);
        evaluation.eval(
                Nd4j.createFromArray(new float[][] {{1, 0}, {0, 1}, {0, 1}}),
                Nd4j.createFromArray(new float[][] {{0.9f, 0.1f}, {0.2f, 0.8f}, {0.7f, 0.3f}}));
        assertThat(evaluation.accuracy()).isCloseTo(2.0 / 3, within(1e-12));
        assertThat(evaluation.stats()).contains("Accuracy");
    }

    @Test
    void npy_writtenAndRead_isTheSame() throws IOException {
        INDArray array = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
        Path npy = folder.resolve("array.npy");
        Nd4j.writeAsNumpy(array, npy.toFile());
        assertThat(Nd4j.createFromNpyFile(npy.toFile())).isEqualTo(array);
        Path binary = folder.resolve("array.bin");
        Nd4j.saveBinary(array, binary.toFile());
        assertThat(Nd4j.readBinary(binary.toFile())).isEqualTo(array);
    }

    @Test
    void dataSet_normalisedShuffledSavedAndLoaded_keepsItsRows() throws Exception {
        DataSet data = new DataSet(
                Nd4j.createFromArray(new float[][] {{1, 2}, {3, 4}, {5, 6}, {7, 8}}),
                Nd4j.eye(4).castTo(DataType.FLOAT));
        NormalizerStandardize normalizer = new NormalizerStandardize();
        normalizer.fit(data);
        normalizer.transform(data);
        data.shuffle(7);
        assertThat(data.getFeatures().meanNumber().doubleValue()).isCloseTo(0, within(1e-6));
        data.save(folder.resolve("data.bin").toFile());
        DataSet loaded = new DataSet();
        loaded.load(folder.resolve("data.bin").toFile());
        assertThat(loaded).isEqualTo(data);
        assertThat(data.splitTestAndTrain(3).getTrain().numExamples()).isEqualTo(3);
        NormalizerSerializer.getDefault()
                .write(normalizer, folder.resolve("normalizer.bin").toFile());
        NormalizerStandardize restored = NormalizerSerializer.getDefault()
                .restore(folder.resolve("normalizer.bin").toFile());
        assertThat(restored.getMean()).isEqualTo(normalizer.getMean());
    }

    @Test
    void sameDiff_graphWithGradientSavedAndLoaded_agrees() throws IOException {
        SameDiff graph = SameDiff.create();
        SDVariable x = graph.var("x", Nd4j.createFromArray(3.0));
        SDVariable loss = graph.math().square(x).sum("loss");
        graph.setLossVariables(loss);
        assertThat(graph.calculateGradients(null, "x")).containsEntry("x", Nd4j.createFromArray(6.0));
        Path file = folder.resolve("graph.fb");
        graph.save(file.toFile(), false);
        assertThat(SameDiff.load(file.toFile(), false)
                        .getVariable("loss")
                        .eval()
                        .getDouble(0))
                .isEqualTo(9.0);
    }

    @Test
    void environment_onTheCpu_namesItsBackend() {
        assertThat(Nd4j.getExecutioner().getEnvironmentInformation()).containsKey("blas.vendor");
        assertThat(Nd4j.getBackend().toString()).isNotEmpty();
    }
}
