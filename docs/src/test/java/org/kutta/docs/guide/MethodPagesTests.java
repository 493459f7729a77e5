package org.kutta.docs.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kutta.solver.OdeSolver;
import org.kutta.solver.VectorField;
import org.kutta.solver.tableau.ButcherTableau;
import org.kutta.solver.tableau.TableauCertificate;
import org.kutta.solver.tableau.Tableaus;

/** The pages on methods tell what the certificates prove, to the last digit that they show. */
class MethodPagesTests {
    private static final Path FOLDER = Path.of("methods");
    private static final int EVALUATIONS = 1200;
    private static final double ECCENTRICITY = 0.3;

    static List<ButcherTableau> methods() {
        return Tableaus.all();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void method_every_hasItsRowOnOnePage(ButcherTableau method) throws IOException {
        String row = row(method);
        assertThat(lines().filter(line -> line.startsWith("| `" + method.name() + "` |")))
                .as("rows of %s", method.name())
                .containsExactly(row);
        assertThat(Files.readString(Path.of("methods.md"))).contains("`" + method.name() + "`");
    }

    @Test
    void rows_all_areOfMethodsThatExist() throws IOException {
        assertThat(lines().filter(line -> line.startsWith("| `")))
                .hasSize(Tableaus.all().size());
    }

    private static Stream<String> lines() throws IOException {
        try (Stream<Path> pages = Files.list(FOLDER)) {
            return pages.sorted().toList().stream().flatMap(MethodPagesTests::linesOf);
        }
    }

    private static Stream<String> linesOf(Path page) {
        try {
            return Files.readAllLines(page).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String row(ButcherTableau method) {
        TableauCertificate proof = method.certify().requirePassed();
        return String.format(
                Locale.ROOT,
                "| `%s` | %d%s | %d%s | %.2f / %.2f | %.1e | %.2f | %.2f | %s | %.1f |",
                method.name(),
                proof.verifiedOrder(),
                method.adaptive() ? "(" + estimates(proof) + ")" : "",
                method.stages(),
                method.fsal() ? ", FSAL" : "",
                proof.stability().realInterval(),
                proof.stability().imaginaryInterval(),
                proof.principalErrorNorm(),
                proof.maxAbsA(),
                method.varianceGrowth(),
                proof.verifiedDenseOrder() > 0 ? "order " + proof.verifiedDenseOrder() : "Hermite",
                digits(method));
    }

    private static String estimates(TableauCertificate proof) {
        String first = String.valueOf(proof.verifiedEmbeddedOrder());
        return proof.tableau().errorEstimates() > 1 ? first + "," + proof.verifiedEmbeddedOrder(1) : first;
    }

    /** Correct decimal digits after one turn of a Kepler orbit, by equal steps that cost {@value #EVALUATIONS} evaluations or a few less. */
    private static double digits(ButcherTableau method) {
        VectorField<double[]> orbit = (t, y, dydt) -> {
            double cube = Math.pow(y[0] * y[0] + y[1] * y[1], 1.5);
            dydt[0] = y[2];
            dydt[1] = y[3];
            dydt[2] = -y[0] / cube;
            dydt[3] = -y[1] / cube;
        };
        double speed = Math.sqrt((1 + ECCENTRICITY) / (1 - ECCENTRICITY));
        double[] start = {1 - ECCENTRICITY, 0, 0, speed};
        double[] end = OdeSolver.fixed(method, EVALUATIONS / method.stackStages())
                .solve(orbit, 0, 2 * Math.PI, start)
                .finalState();
        return -Math.log10(Math.hypot(end[0] - start[0], end[1] - start[1]));
    }
}
