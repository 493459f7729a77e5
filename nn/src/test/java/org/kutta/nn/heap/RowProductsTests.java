package org.kutta.nn.heap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RowProductsTests {

    /** Every entry is one chain of multiply-adds in the order of the summed index: the reference has the same bits. */
    @Test
    void accumulate_anySizes_equalsTheChainBitForBit() {
        long seed = 20_240_615L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 1 + random.nextInt(9);
            int terms = 1 + random.nextInt(13);
            int length = 1 + random.nextInt(70);
            boolean transposed = random.nextBoolean();
            double[] a = values(random, rows * terms + 3);
            double[][] b = matrix(random, terms, length);
            double[][] c = matrix(random, rows, length);
            double[][] expected = new double[rows][];
            int rowStep = transposed ? 1 : terms;
            int termStep = transposed ? rows : 1;
            for (int i = 0; i < rows; i++) {
                expected[i] = c[i].clone();
                for (int p = 0; p < terms; p++) {
                    for (int j = 0; j < length; j++) {
                        double factor = a[3 + i * rowStep + p * termStep];
                        expected[i][j] = MultiplyAdd.multiplyAdd(factor, b[p][j], expected[i][j]);
                    }
                }
            }
            RowProducts.accumulate(a, 3, rowStep, termStep, rows, terms, b, c, length);
            assertThat(c).as("seed %s, %sx%sx%s", seed, rows, terms, length).isDeepEqualTo(expected);
        }
    }

    @Test
    void accumulateNarrow_anySizes_equalsTheChainBitForBit() {
        long seed = 20_240_616L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 1 + random.nextInt(11);
            int terms = 1 + random.nextInt(60);
            int columns = 1 + random.nextInt(5);
            double[] a = values(random, rows * terms + 2);
            double[][] b = matrix(random, columns, terms);
            double[] c = values(random, rows * columns + 1);
            double[] expected = c.clone();
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    for (int p = 0; p < terms; p++) {
                        int at = 1 + i * columns + j;
                        expected[at] = MultiplyAdd.multiplyAdd(a[2 + i * terms + p], b[j][p], expected[at]);
                    }
                }
            }
            RowProducts.accumulateNarrow(a, 2, rows, terms, b, c, 1, columns);
            assertThat(c).as("seed %s, %sx%sx%s", seed, rows, terms, columns).isEqualTo(expected);
        }
    }

    private static double[] values(SplittableRandom random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static double[][] matrix(SplittableRandom random, int rows, int columns) {
        double[][] result = new double[rows][];
        for (int i = 0; i < rows; i++) {
            result[i] = values(random, columns);
        }
        return result;
    }
}
