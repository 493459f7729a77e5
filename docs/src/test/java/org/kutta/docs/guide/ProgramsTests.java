package org.kutta.docs.guide;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProgramsTests {

    @Test
    void ownTableau_run_printsWhatThePageSays() throws IOException {
        assertThat(printedBy(() -> OwnTableau.main(new String[0]))).isEqualTo(expected("own-tableau"));
    }

    @Test
    @Tag("slow")
    void fittedField_run_printsWhatThePageSays() throws IOException {
        assertThat(printedBy(() -> FittedField.main(new String[0]))).isEqualTo(expected("fitted-field"));
    }

    @Test
    @Tag("slow")
    void twoReadings_run_printsWhatThePageSays() throws IOException {
        assertThat(printedBy(() -> TwoReadings.main(new String[0]))).isEqualTo(expected("two-readings"));
    }

    private static String printedBy(Runnable program) {
        PrintStream console = System.out;
        ByteArrayOutputStream captured = new ByteArrayOutputStream();
        System.setOut(new PrintStream(captured, true, UTF_8));
        try {
            program.run();
        } finally {
            System.setOut(console);
        }
        return captured.toString(UTF_8).replace("\r\n", "\n");
    }

    private static String expected(String name) throws IOException {
        try (InputStream file = ProgramsTests.class.getResourceAsStream("/guide/" + name + ".txt")) {
            assertThat(file).as("resource %s.txt", name).isNotNull();
            return new String(file.readAllBytes(), UTF_8);
        }
    }
}
