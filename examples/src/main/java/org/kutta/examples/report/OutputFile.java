package org.kutta.examples.report;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;

/**
 * A file for results that holds either all of them or what it held before.
 *
 * <p>Everything is written to a new file beside it, which then takes its name in one move. That the file can be
 * written is found out when this object is made, which is before a long computation and not after it.
 */
public final class OutputFile {
    private final Path path;

    private OutputFile(Path path) {
        this.path = path;
    }

    /**
     * Names a file, and checks that it can be written by writing an empty neighbour.
     *
     * @param path the file, which need not exist; a symbolic link stands for what it points to
     * @return the file, untouched
     * @throws IOException if the path is empty or a folder, or its folder is missing or cannot be written
     */
    public static OutputFile at(Path path) throws IOException {
        if (path.toString().equals("-")) {
            throw new FileSystemException("-", null, "stands for no file here: results go to a named one");
        }
        if (path.toString().isEmpty()) {
            throw new IOException("the file name for results is empty");
        }
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw new FileSystemException(path.toString(), null, "is a folder, not a file");
        }
        Path folder = target.getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw new NoSuchFileException(String.valueOf(folder));
        }
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            throw new FileSystemException(path.toString(), null, "is not a regular file");
        }
        if (Files.exists(target) && !Files.isWritable(target)) {
            throw new FileSystemException(path.toString(), null, "is read-only");
        }
        OutputFile file = new OutputFile(folder.toRealPath().resolve(target.getFileName()));
        try {
            Files.delete(file.newNeighbour());
        } catch (IOException e) {
            FileSystemException refused =
                    new FileSystemException(path.toString(), null, "its folder cannot be written");
            refused.initCause(e);
            throw refused;
        }
        return file;
    }

    /**
     * Writes the file.
     *
     * @param content all that the file is to hold; not modified
     * @throws IOException if writing fails; the file is then as it was
     */
    public void write(byte[] content) throws IOException {
        Path neighbour = newNeighbour();
        try {
            Files.write(neighbour, content);
            Files.move(neighbour, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(neighbour);
        }
    }

    /**
     * Refuses two options that lead to one file, of which only what was written last would be left.
     *
     * @param files the files of a command by the option that names each; null where it was not given
     * @throws IllegalArgumentException if two are one
     */
    public static void checkDistinct(Map<String, @Nullable OutputFile> files) {
        Map<Path, String> options = new HashMap<>();
        files.forEach((option, file) -> {
            if (file == null) {
                return;
            }
            String other = options.putIfAbsent(file.path(), option);
            Checks.check(other == null, option, file.path(), "must not be the file of " + other + ", too");
        });
    }

    /** {@return the file, by the one absolute path that all ways of naming it lead to} */
    public Path path() {
        return path;
    }

    /** A fresh empty file in the same folder: a move within one folder is one step; gone after an interrupt. */
    private Path newNeighbour() throws IOException {
        Path neighbour = path.resolveSibling(
                path.getFileName() + "." + ProcessHandle.current().pid() + ".part");
        neighbour.toFile().deleteOnExit();
        Files.write(neighbour, new byte[0]);
        return neighbour;
    }
}
