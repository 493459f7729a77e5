package org.kutta.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher, in a project of empty files, with a {@code java} and a {@code mvn} that only tell how they were called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTests {
    private static final String JAVA = """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "%s" 2025-01-01' >&2; exit 0; fi
            echo "in $PWD"
            echo "blas $OPENBLAS_NUM_THREADS"
            for a in "$@"; do echo "<$a>"; done
            exit 7
            """;
    private static final String MVN = """
            #!/bin/sh
            echo "built $*" >>"$(dirname "$0")/../builds"
            echo "the compiler's words"
            sleep 0.3
            mkdir -p examples/target && touch examples/target/kutta.jar
            """;

    @TempDir
    private Path folder;

    private Path home;
    private Path bin;
    private String path = "";

    private record Run(int exitCode, List<String> out, List<String> err) {}

    @BeforeEach
    void layOutAProject() throws IOException {
        folder = folder.toRealPath();
        home = Files.createDirectory(folder.resolve("the home"));
        bin = Files.createDirectory(folder.resolve("bin"));
        Path launcher = Path.of("..", "kutta").toAbsolutePath().normalize();
        Files.copy(launcher, home.resolve("kutta"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.createDirectory(home.resolve(".mvn"));
        Files.createFile(home.resolve("pom.xml"));
        for (String module : List.of("solver", "adjoint", "nn", "examples")) {
            Path sources = Files.createDirectories(home.resolve(module).resolve("src/main/java"));
            Files.createFile(sources.resolve("A.java"));
            Files.createFile(home.resolve(module).resolve("pom.xml"));
        }
        program("java", JAVA.formatted("17.0.1"));
        program("mvn", MVN);
    }

    @Test
    void firstRun_buildsAndSaysSoOnce() throws Exception {
        Run first = run(List.of("compare"));
        assertThat(first.err()).singleElement().asString().contains("building", "downloads");
        assertThat(first.out()).contains("<compare>").doesNotContain("the compiler's words");
        assertThat(run(List.of("compare")).err()).isEmpty();
        assertThat(builds()).hasSize(1);
    }

    @Test
    void run_anywhere_keepsFolderArgumentsAndExitCode() throws Exception {
        Run run = run(List.of("swap", "two words", "", "*", "--json=a'b\"c"));
        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out()).contains("in " + folder, "blas 1");
        assertThat(run.out().subList(run.out().indexOf("<-jar>") + 2, run.out().size()))
                .containsExactly("<swap>", "<two words>", "<>", "<*>", "<--json=a'b\"c>");
    }

    @Test
    void link_toALink_findsItsHome() throws Exception {
        Files.createSymbolicLink(folder.resolve("first"), Path.of("the home", "kutta"));
        Files.createSymbolicLink(bin.resolve("second"), folder.resolve("first"));
        assertThat(exec(List.of(bin.resolve("second").toString())).out())
                .contains("<" + home.resolve("examples/target/kutta.jar") + ">");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", ".mvn/jvm.config", "nn/pom.xml", "solver/src/main/java/A.java"})
    void run_afterAChange_buildsAgain(String changed) throws Exception {
        run(List.of());
        Path file = home.resolve(changed);
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(List.of()).err()).singleElement().asString().contains("newer");
        assertThat(builds()).hasSize(2);
    }

    @Test
    void build_afterOneForCuda_isForCudaAgain() throws Exception {
        run(List.of());
        Path classes = Files.createDirectories(home.resolve("examples/target/classes/org/kutta/examples"));
        Files.writeString(classes.resolve("build.properties"), "backend=nd4j-cuda-11.6\n");
        Files.delete(home.resolve("examples/target/kutta.jar"));
        run(List.of());
        assertThat(builds()).hasSize(2);
        assertThat(builds().get(0)).doesNotContain("cuda");
        assertThat(builds().get(1)).contains("-Pcuda");
    }

    @Test
    void run_afterATestChanged_doesNotBuild() throws Exception {
        run(List.of());
        Path test = Files.createDirectories(home.resolve("nn/src/test")).resolve("ATests.java");
        Files.createFile(test);
        Files.setLastModifiedTime(test, FileTime.from(Instant.now().plusSeconds(5)));
        assertThat(run(List.of()).err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void runs_atOnce_buildOnce(boolean flock) throws Exception {
        if (!flock) {
            onlyBasicTools();
        }
        List<Process> runs = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            runs.add(start(List.of(home.resolve("kutta").toString())));
        }
        for (Process run : runs) {
            assertThat(finish(run).exitCode()).isEqualTo(7);
        }
        assertThat(builds()).hasSize(1);
    }

    @Test
    void build_thatFails_showsItsLastWordsAndWhereTheRestIs() throws Exception {
        program("mvn", "#!/bin/sh\necho 'cannot find symbol'\nexit 1\n");
        Run run = run(List.of("compare"));
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("cannot find symbol");
        assertThat(run.err().get(run.err().size() - 1))
                .contains(home.resolve("target/kutta-build.log").toString());
    }

    @Test
    void java_newerThan23_isToldWhatTheLibrariesDo() throws Exception {
        String access = "<--enable-native-access=ALL-UNNAMED>";
        assertThat(run(List.of()).out()).doesNotContain(access);
        program("java", JAVA.formatted("25"));
        assertThat(run(List.of()).out()).contains(access);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.8.0_402", "11.0.2", "16"})
    void java_tooOld_isOneLine(String version) throws Exception {
        program("java", JAVA.formatted(version));
        Run run = run(List.of());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().contains("Java 17");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"java", "mvn"})
    void program_missing_isOneLine(String program) throws Exception {
        onlyBasicTools();
        Files.delete(bin.resolve(program));
        Run run = run(List.of());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).singleElement().asString().contains("no " + program + " on the PATH");
    }

    /** Leaves nothing on the path but {@code bin}, with the tools that any system has. */
    private void onlyBasicTools() throws IOException {
        for (String tool : List.of(
                "dirname", "readlink", "sed", "head", "tail", "find", "mkdir", "rm", "cat", "grep", "touch", "sleep")) {
            Path there = Files.exists(Path.of("/bin", tool)) ? Path.of("/bin", tool) : Path.of("/usr/bin", tool);
            program(tool, "#!/bin/sh\nexec " + there + " \"$@\"\n");
        }
        path = bin.toString();
    }

    private void program(String name, String text) throws IOException {
        Path file = Files.writeString(bin.resolve(name), text);
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }

    private List<String> builds() throws IOException {
        return Files.readAllLines(folder.resolve("builds"));
    }

    private Run run(List<String> args) throws Exception {
        List<String> command = new ArrayList<>(List.of(home.resolve("kutta").toString()));
        command.addAll(args);
        return exec(command);
    }

    private Run exec(List<String> command) throws Exception {
        return finish(start(command));
    }

    private Process start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_HOME", "OPENBLAS_NUM_THREADS", "KUTTA_JAVA_OPTS"));
        builder.environment().put("PATH", path.isEmpty() ? bin + ":" + System.getenv("PATH") : path);
        return builder.start();
    }

    private static Run finish(Process process) throws Exception {
        List<String> out = lines(process.getInputStream().readAllBytes());
        List<String> err = lines(process.getErrorStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), out, err);
    }

    private static List<String> lines(byte[] text) {
        return new String(text, StandardCharsets.UTF_8).lines().toList();
    }
}
