package org.kutta.examples.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.kutta.examples.cli.CommandLines;
import org.kutta.examples.report.ResidentSet;
import org.kutta.nn.nd4j.NativeArrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import picocli.CommandLine;

class NnSoakTests {
    private static final long MIB = 1 << 20;

    /** Four rounds of two threads. Code that is being compiled still grows the process a little in so short a run. */
    @Tag("slow")
    @Test
    void run_shortForm_repeatsItsBitsInAFlatResidentSet() {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new NnSoakCommand());
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int code = CommandLines.execute(line, "--solves", "3000", "--workers", "2", "--limit", "40");
        assertThat(code).as(err.toString()).isZero();
        assertThat(out.toString()).contains("solves with gradients").contains("the same bits every time");
    }

    @Test
    void growth_arraysThatAreNotFreed_isSeen() {
        assumeTrue(ResidentSet.bytes().isPresent(), "the system does not tell the resident set");
        List<INDArray> leaked = new ArrayList<>();
        MemoryRecord memory = new MemoryRecord(8);
        for (int i = 1; i <= 8; i++) {
            leaked.add(NativeArrays.zeros(DataType.FLOAT, 2 * MIB).assign(1));
            memory.add(i);
        }
        leaked.forEach(INDArray::close);
        // From the second of eight to the sixth: four times 8 MiB.
        assertThat(memory.growth().orElseThrow()).isBetween(24 * MIB, 48 * MIB);
    }

    @Test
    void growth_levelWithPeaks_isNone() {
        MemoryRecord memory = new MemoryRecord(100);
        for (int i = 1; i <= 100; i++) {
            memory.add(i, i < 25 ? i : i % 7 == 0 ? 500 : 100);
        }
        assertThat(memory.growth()).hasValue(0);
        assertThat(new MemoryRecord(100).growth()).isEqualTo(OptionalLong.empty());
    }

    @Test
    void command_badNumbers_areRefused() {
        for (String[] args : new String[][] {{"--solves", "0"}, {"--workers", "0"}, {"--limit", "NaN"}}) {
            CommandLine line = new CommandLine(new NnSoakCommand());
            StringWriter err = new StringWriter();
            line.setErr(new PrintWriter(err, true));
            assertThat(CommandLines.execute(line, args)).isEqualTo(2);
            assertThat(err.toString()).contains(args[0]).hasLineCount(1);
        }
    }

    /** What goes wrong in a thread ends the run, and says so. */
    @Tag("slow")
    @Test
    void run_aSolveThatFails_endsWithItsReason() {
        AtomicInteger count = new AtomicInteger();
        Runnable fails = () -> {
            if (count.incrementAndGet() == 5) {
                throw new IllegalStateException("a test stops here");
            }
        };
        try (NnSoak soak = new NnSoak(fails)) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> soak.run(100, 1, 0, new MemoryRecord(100), done -> {}))
                    .withMessage("a test stops here");
        }
    }
}
