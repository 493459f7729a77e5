package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTests {
    @TempDir
    Path folder;

    @Test
    void write_newFile_holdsTheContentAndLeavesNothingBeside() throws IOException {
        Path path = folder.resolve("result.json");
        OutputFile file = OutputFile.at(path);
        assertThat(folder).isEmptyDirectory();
        file.write(bytes("all"));
        assertThat(path).hasContent("all");
        assertThat(folder.toFile().list()).containsExactly("result.json");
    }

    @Test
    void write_existingFile_replacesIt() throws IOException {
        Path path = Files.writeString(folder.resolve("result.json"), "a longer, older text");
        OutputFile file = OutputFile.at(path);
        assertThat(path).hasContent("a longer, older text");
        file.write(bytes("new"));
        assertThat(path).hasContent("new");
    }

    @Test
    void write_symbolicLink_replacesWhatItPointsTo() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        OutputFile.at(link).write(bytes("new"));
        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
    }

    @Test
    void write_folderVanished_leavesNothing() throws IOException {
        Path inner = Files.createDirectory(folder.resolve("inner"));
        OutputFile file = OutputFile.at(inner.resolve("result.json"));
        Files.delete(inner);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.write(bytes("x")));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void at_folder_isRefused() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> OutputFile.at(folder))
                .withMessageContaining("is a folder");
    }

    @Test
    void at_missingFolder_isRefused() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> OutputFile.at(folder.resolve("none/result.json")))
                .withMessageEndingWith("none");
    }

    @Test
    void at_pathThroughAFile_isRefused() throws IOException {
        Path plain = Files.writeString(folder.resolve("plain"), "");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> OutputFile.at(plain.resolve("result.json")));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
