package org.kutta.solver.tableau;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TableauFilesTests {

    private static final String KUTTA3 = """
            # Kutta 1901
            name: kutta3
            order: 3

              0 |
            1/2 | 1/2
              1 |  -1, 2
            ----+-----------
                | 1/6 2/3 1/6
            """;

    private static final String HEUN_JSON = """
            {
              "name": "heun",
              "order": 2,
              "embeddedOrder": 1,
              "stages": 2,
              "fsal": false,
              "a": [[], ["1"]],
              "b": ["1/2", 0.5],
              "bHat": [1, 0],
              "c": ["0", 1]
            }
            """;

    static Stream<ButcherTableau> catalogue() {
        return Tableaus.all().stream();
    }

    @ParameterizedTest
    @MethodSource("catalogue")
    void textAndJson_catalogue_areReadBackEqual(ButcherTableau tableau, @TempDir Path directory) throws IOException {
        assertThat(TableauFiles.parse(TableauFiles.toText(tableau)))
                .isEqualTo(tableau)
                .hasSameHashCodeAs(tableau);
        assertThat(TableauFiles.parse(TableauFiles.toJson(tableau))).isEqualTo(tableau);
        for (String name : new String[] {"tableau.txt", "tableau.json"}) {
            Path file = directory.resolve(name);
            TableauFiles.write(tableau, file);
            assertThat(TableauFiles.read(file)).isEqualTo(tableau);
        }
        assertThat(directory.resolve("tableau.json")).content().startsWith("{");
    }

    @Test
    void parse_shortText_givesTheTableau() {
        assertThat(TableauFiles.parse(KUTTA3)).isEqualTo(Tableaus.KUTTA3);
        assertThat(TableauFiles.parse(KUTTA3.replace("\n", "\r\n"))).isEqualTo(Tableaus.KUTTA3);
    }

    @Test
    void parse_wholeRowsWithZeros_givesTheSameTableau() {
        String whole = KUTTA3.replace("  0 |", "  0 | 0 0 0")
                .replace("| 1/2\n", "| 1/2 0 0\n")
                .replace("-1, 2", "-1 2 0");
        assertThat(TableauFiles.parse(whole)).isEqualTo(Tableaus.KUTTA3);
    }

    @Test
    void parse_errorWeights_givesEmbeddedWeights() {
        String text = TableauFiles.toText(Tableaus.BOSH3).replaceAll(" bHat \\|.*", "e | -5/72 1/12 1/9 -1/8");
        assertThat(TableauFiles.parse(text)).isEqualTo(Tableaus.BOSH3);
    }

    @Test
    void parse_jsonWithNumbersAndShortRows_givesTheTableau() {
        ButcherTableau heun = TableauFiles.parse(HEUN_JSON);
        assertThat(heun.exactB(0)).isEqualTo(Coefficient.of(1, 2));
        assertThat(heun.exactB(1).isExact()).isFalse();
        assertThat(heun.embeddedOrder()).isEqualTo(1);
        heun.certify().requirePassed();
    }

    @Test
    void fsal_sameValuesWrittenAsDecimalAndFraction_isDerived() {
        String text = """
                name: two-forms
                order: 1
                fsal: yes
                0   |
                1/2 | 1/2
                1   | 0.5 0.5
                ---
                    | 1/2 1/2 0
                """;
        assertThat(TableauFiles.parse(text).fsal()).isTrue();
    }

    @Test
    void formatArray_kutta3_isDrawnInColumns() {
        assertThat(Tableaus.KUTTA3.formatArray()).isEqualTo("""
                          0 |
                        1/2 | 1/2
                          1 |  -1   2
                        ----+------------
                          b | 1/6 2/3 1/6
                        """);
        assertThat(Tableaus.DOP853).hasToString("dop853 (order 8(5,3), 13 stages, FSAL)");
        assertThat(Tableaus.EULER).hasToString("euler (order 1, 1 stage)");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                bad(KUTTA3.replace("2/3", "2/0"), 9, "must not divide by zero"),
                bad(KUTTA3.replace("2/3", "NaN"), 9, "unexpected 'N'"),
                bad(KUTTA3.replace("2/3", "two"), 9, "unexpected 't'"),
                bad(KUTTA3.replace("2/3", "1e999999999"), 9, "exponent of \"1e999999999\" must be in -400 .. 400"),
                bad(KUTTA3.replace("2/3", "1e399"), 9, "not finite"),
                bad(KUTTA3.replace("2/3", "1/2"), 9, "weights b sum to 5/6: the sum must be 1"),
                bad(KUTTA3.replace("2/3 ", ""), 9, "weights b (2) must be one per row, 3"),
                bad(
                        KUTTA3.replace("-1, 2", "-1"),
                        7,
                        "row 3 (1 entries of A) must have 2: all rows end at the diagonal"),
                bad(KUTTA3.replace("-1, 2", "-1, 3"), 7, "row 3 sums to 2 but its node c is 1"),
                bad(KUTTA3.replace("-1, 2", "-1, 2, 1"), 7, "row 3 has 1 in column 3: the method must be explicit"),
                bad(
                        KUTTA3.replace("-1, 2", "sqrt(2) 1-sqrt(2)").replace("1/6 2/3 1/6", "1/6 5/6-sqrt(3) sqrt(3)"),
                        9,
                        "only one root"),
                bad(KUTTA3.replace("order: 3", "order: three"), 3, "\"three\" must be an integer"),
                bad(KUTTA3.replace("order: 3", "order: 99"), 3, "order (99) must be in 1 .. 12"),
                bad(KUTTA3.replace("order: 3", "order: 3\norder: 3"), 4, "header order must be given once"),
                bad(KUTTA3.replace("order: 3", "odrer: 3"), 3, "header (odrer) must be one of name, order,"),
                bad(
                        KUTTA3.replace("order: 3", "order: 3\nfsal: yes"),
                        4,
                        "fsal (true) must be what the coefficients say, false"),
                bad(
                        KUTTA3.replace("order: 3", "order: 3\nstages: 4"),
                        4,
                        "stages (4) must be what the coefficients say, 3"),
                bad(
                        KUTTA3.replace("order: 3", "order: 3\nembedded order: 2"),
                        4,
                        "embedded orders (1) must be as many as embedded"),
                bad(KUTTA3.replace("order: 3\n", ""), 9, "order is missing"),
                bad(KUTTA3.replace("name: kutta3", "name:"), 2, "name of a tableau must have 1 to 100 characters"),
                bad(KUTTA3.replace("    | 1/6 2/3 1/6\n", ""), 9, "b is missing"),
                bad(KUTTA3 + "what is this", 10, "must be a header (key: value), a row (c | a), or a line of dashes"),
                bad(KUTTA3 + "x | 1 2 3", 10, "row (x) must be bHat or e"),
                bad(KUTTA3 + "---\ntheta^2 | 1 2 3", 11, "row (theta^2) must be theta^1"),
                bad(KUTTA3 + "---\ntheta^1 | 1 2 3", 11, "dense weights must come with a dense order"),
                bad("", 1, "name is missing"),
                bad("0 |\n".repeat(10_000), 101, "a tableau must have at most 100 rows"),
                bad("\0\0\0", 1, "must be a header"),
                bad(HEUN_JSON.replace("\"1/2\"", "\"1/0\""), 8, "must not divide by zero"),
                bad(HEUN_JSON.replace("\"1/2\"", "NaN"), 8, "not valid JSON"),
                bad(HEUN_JSON.replace("\"1/2\"", "[1]"), 8, "b must have coefficients only"),
                bad(HEUN_JSON.replace("0.5", "0.25"), 8, "weights b sum to 0.75"),
                bad(HEUN_JSON.replace("[\"1\"]", "[\"1\", 1]"), 7, "the method must be explicit"),
                bad(HEUN_JSON.replace("[\"1\"]", "[]"), 7, "row 2 (0 entries of A) must have 1"),
                bad(HEUN_JSON.replace("[[], ", "["), 10, "a (1 rows) must have one row per node of c, 2"),
                bad(HEUN_JSON.replace("\"order\"", "\"name\""), 3, "Duplicate field 'name'"),
                bad(HEUN_JSON.replace("\"order\"", "\"oder\""), 3, "key (oder) must be one of name, order,"),
                bad(HEUN_JSON.replace("\"order\": 2", "\"order\": 2.5"), 3, "order must be an integer"),
                bad(HEUN_JSON.replace("\"order\": 2", "\"order\": 99999999999"), 3, "not valid JSON"),
                bad(HEUN_JSON.replace("false", "\"no\""), 6, "fsal must be true or false"),
                bad(HEUN_JSON.replace("[1, 0]", "[0.5, 0.5]"), 9, "must differ from the weights b"),
                bad(
                        HEUN_JSON.replace("\"embeddedOrder\": 1", "\"embeddedOrder\": 0"),
                        9,
                        "embedded order (0) must be in 1 .. 12"),
                bad(HEUN_JSON.replace("\"bHat\"", "\"secondBHat\""), 9, "secondBHat must come with bHat"),
                bad(HEUN_JSON.replace("\"heun\"", "\"a # b\""), 2, "none a control or #"),
                bad(HEUN_JSON.replace("\"heun\"", "\"\\ud800\""), 2, "name of a tableau"),
                bad(HEUN_JSON + "{}", 12, "the file must end after the tableau"),
                bad(HEUN_JSON.replace("}", ""), 12, "not valid JSON: Unexpected end-of-input"),
                bad("{\"name\": \"x\", \"b\": [" + "0,".repeat(10_000) + "0]}", 1, "b must have at most 100 entries"),
                bad("{\"a\":" + "[".repeat(5000), 1, "a row of a must have coefficients only"),
                bad(KUTTA3 + " ".repeat(TableauFiles.MAX_BYTES), 1, "must have at most 262144 bytes"));
    }

    private static Arguments bad(String text, int line, String reason) {
        return Arguments.of(text, line, reason);
    }

    @ParameterizedTest(name = "{index}: {2}")
    @MethodSource("malformed")
    void parse_malformedFile_isRefusedWithLineAndReason(String text, int line, String reason) {
        assertThatExceptionOfType(TableauFormatException.class)
                .isThrownBy(() -> TableauFiles.parse(text))
                .withMessageStartingWith("line " + line + ": ")
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void read_bytesThatAreNotUtf8_areRefusedWithTheirLine(@TempDir Path directory) throws IOException {
        byte[] bytes = KUTTA3.getBytes(StandardCharsets.UTF_8);
        bytes[20] = (byte) 0xC3;
        Path file = Files.write(directory.resolve("bad.txt"), bytes);
        assertThatExceptionOfType(TableauFormatException.class)
                .isThrownBy(() -> TableauFiles.read(file))
                .withMessage("line 2: the file must be UTF-8 text");
    }
}
