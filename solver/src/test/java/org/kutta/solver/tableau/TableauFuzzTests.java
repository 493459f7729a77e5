package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever is in a file, reading it ends soon, with a tableau or with line and reason. */
@Timeout(600)
class TableauFuzzTests {

    private static final int CASES = 8_000;
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String[] TOKENS = {
        "1/0",
        "NaN",
        "-",
        "|",
        ":",
        "[",
        "]",
        "{",
        "}",
        "\"",
        ",",
        "null",
        "sqrt(",
        ")",
        "(((((",
        "1e999999999",
        "-1e-400",
        "theta^1",
        "---",
        "#",
        "99999999999999999999999999",
        "0",
        "\n",
        "\0",
        "\u0661",
        "name",
        "order",
        "dense",
        "/",
        "*",
        "+",
        "true"
    };

    @Test
    void parse_mutatedFiles_givesATableauOrARefusal() {
        long seed = 5489;
        Random random = new Random(seed);
        List<byte[]> sources = new ArrayList<>();
        for (ButcherTableau tableau : Tableaus.all()) {
            sources.add(TableauFiles.toText(tableau).getBytes(StandardCharsets.UTF_8));
            sources.add(TableauFiles.toJson(tableau).getBytes(StandardCharsets.UTF_8));
        }
        int accepted = 0;
        for (int n = 0; n < CASES; n++) {
            byte[] bytes = sources.get(random.nextInt(sources.size()));
            for (int k = random.nextInt(4); k >= 0; k--) {
                bytes = mutate(bytes, random);
            }
            accepted += parses(bytes, "case " + n + ", seed " + seed) ? 1 : 0;
        }
        assertThat(accepted).as("seed %s", seed).isBetween(1, CASES / 2);
    }

    @Test
    void parse_randomBytes_isRefused() {
        long seed = 77;
        Random random = new Random(seed);
        for (int n = 0; n < CASES; n++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            assertThat(parses(bytes, "case " + n + ", seed " + seed)).isFalse();
        }
    }

    @Test
    void parseAndCertify_largestLegalTableau_endsSoon() {
        long seed = 12;
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder("name: large\norder: 1\n");
        int stages = 48;
        for (int i = 0; i < stages; i++) {
            text.append(i % 2).append(" | ").append(cancellingPairs(i, random)).append('\n');
        }
        text.append("---\n| ").append(cancellingPairs(stages - 1, random)).append(" 0\n");
        long start = cpuNanos();
        TableauFiles.parse(text.toString()).certify();
        assertThat(Duration.ofNanos(cpuNanos() - start)).as("seed %s", seed).isLessThan(SOON);
    }

    /** Long fractions that cancel in pairs, and a 1 where their number is odd. */
    private static String cancellingPairs(int size, Random random) {
        List<String> row = new ArrayList<>();
        for (int k = 0; k < size / 2; k++) {
            String entry = longFraction(random);
            row.add(entry);
            row.add("-" + entry);
        }
        if (size % 2 == 1) {
            row.add("1");
        }
        return String.join(" ", row);
    }

    private static String longFraction(Random random) {
        StringBuilder digits = new StringBuilder("1");
        for (int k = 0; k < 100; k++) {
            digits.append((char) ('0' + random.nextInt(10)));
        }
        return digits + "/" + digits.reverse();
    }

    private static boolean parses(byte[] bytes, String label) {
        long start = cpuNanos();
        boolean accepted = true;
        try {
            ButcherTableau tableau = TableauFiles.parse(bytes);
            assertThat(TableauFiles.parse(TableauFiles.toText(tableau)))
                    .as(label)
                    .isEqualTo(tableau);
            assertThat(TableauFiles.parse(TableauFiles.toJson(tableau)))
                    .as(label)
                    .isEqualTo(tableau);
        } catch (TableauFormatException e) {
            accepted = false;
            assertThat(e.getMessage())
                    .as(label)
                    .startsWith("line " + e.line() + ": ")
                    .hasSizeLessThan(2000);
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(label + ": " + new String(bytes, StandardCharsets.UTF_8), e);
        }
        assertThat(Duration.ofNanos(cpuNanos() - start)).as(label).isLessThan(SOON);
        return accepted;
    }

    /** Time that this thread has worked: other work on the machine does not count. */
    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        int from = random.nextInt(bytes.length + 1);
        int to = Math.min(bytes.length, from + random.nextInt(12));
        byte[] middle =
                switch (random.nextInt(6)) {
                    case 0 -> new byte[0];
                    case 1 -> repeat(Arrays.copyOfRange(bytes, from, to), 2);
                    case 2 -> repeat(Arrays.copyOfRange(bytes, from, to), random.nextInt(1000));
                    case 3 -> new byte[] {(byte) random.nextInt(256)};
                    default -> TOKENS[random.nextInt(TOKENS.length)].getBytes(StandardCharsets.UTF_8);
                };
        byte[] result = new byte[from + middle.length + bytes.length - to];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }

    private static byte[] repeat(byte[] piece, int times) {
        byte[] result = new byte[piece.length * times];
        for (int k = 0; k < times; k++) {
            System.arraycopy(piece, 0, result, k * piece.length, piece.length);
        }
        return result;
    }
}
