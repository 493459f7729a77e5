package org.kutta.nn.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kutta.nn.nd4j.NativeArrays;
import org.kutta.nn.nd4j.Program;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class ColumnsTests {

    /** Few and many rows, odd numbers of them, narrow and wide columns: every way the sums are taken. */
    @ParameterizedTest
    @CsvSource({
        "5, 3",
        "1023, 16",
        "1024, 16",
        "2048, 3",
        "1536, 1",
        "4099, 7",
        "2050, 17",
        "1024, 20",
        "2048, 64",
        "1024, 300"
    })
    void sums_anyShape_areThoseOfLoops(int rows, int columns) {
        SplittableRandom random = new SplittableRandom(rows + columns);
        double[] a = random.doubles((long) rows * columns, -1, 1).toArray();
        double[] b = random.doubles((long) rows * columns, -1, 1).toArray();
        double[] sums = new double[columns];
        double[] products = new double[columns];
        for (int i = 0; i < a.length; i++) {
            sums[i % columns] += a[i];
            products[i % columns] += a[i] * b[i];
        }
        try (PlanBinding binding = new PlanBinding(DataType.DOUBLE, 1, Mode.TRAIN);
                PlanContext context = binding.newFrame()) {
            INDArray x = context.allocate(rows, columns);
            INDArray y = context.allocate(rows, columns);
            INDArray sum = context.allocate(columns);
            INDArray product = context.allocate(columns);
            NativeArrays.write(a, x);
            NativeArrays.write(b, y);
            Program program = new Program();
            Columns.sum(context, program, 2, x, sum);
            Columns.sumOfProducts(context, program, -0.5, x, y, product);
            program.run();
            program.run();
            double[] actualSums = NativeArrays.toHeap(sum);
            double[] actualProducts = NativeArrays.toHeap(product);
            // Terms of size 1, each rounded once or twice: rows * 2^-53 is below 1e-12.
            for (int c = 0; c < columns; c++) {
                assertThat(actualSums[c]).as("sum %d", c).isCloseTo(2 * sums[c], within(1e-11));
                assertThat(actualProducts[c]).as("product %d", c).isCloseTo(-0.5 * products[c], within(1e-11));
            }
        }
    }
}
