package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RootedTreeTests {

    @ParameterizedTest
    @CsvSource({"1,1", "2,1", "3,2", "4,4", "5,9", "6,20", "7,48", "8,115", "9,286", "10,719"})
    void ofOrder_anyOrder_givesEachTreeOnce(int order, int count) {
        assertThat(RootedTree.ofOrder(order))
                .hasSize(count)
                .allMatch(tree -> tree.order == order)
                .extracting(RootedTree::toString)
                .doesNotHaveDuplicates();
    }

    /** A tree of n vertices has n! / (density * symmetry) monotone labellings, and all trees together have (n - 1)!. */
    @Test
    void densityAndSymmetry_allTreesOfAnOrder_countTheMonotoneLabellings() {
        for (int order = 1; order <= 10; order++) {
            long factorial = LongStream.rangeClosed(1, order).reduce(1, (x, y) -> x * y);
            long labellings = 0;
            for (RootedTree tree : RootedTree.ofOrder(order)) {
                assertThat(factorial % (tree.density * tree.symmetry))
                        .as("%s", tree)
                        .isZero();
                labellings += factorial / (tree.density * tree.symmetry);
            }
            assertThat(labellings).as("order %s", order).isEqualTo(factorial / order);
        }
    }

    @Test
    void toString_ordersUpToFour_isBracketNotation() {
        assertThat(RootedTree.ofOrder(1)).extracting(RootedTree::toString).containsExactly("t");
        assertThat(RootedTree.ofOrder(2)).extracting(RootedTree::toString).containsExactly("[t]");
        assertThat(RootedTree.ofOrder(3)).extracting(RootedTree::toString).containsExactlyInAnyOrder("[t,t]", "[[t]]");
        assertThat(RootedTree.ofOrder(4))
                .extracting(RootedTree::toString)
                .containsExactlyInAnyOrder("[t,t,t]", "[[t],t]", "[[t,t]]", "[[[t]]]");
    }
}
