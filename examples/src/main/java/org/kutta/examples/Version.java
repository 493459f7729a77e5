package org.kutta.examples;

import java.io.IOException;
import java.io.InputStream;
import java.security.CodeSource;
import java.util.Locale;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.nd4j.linalg.factory.Nd4jBackend;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: a line for Kutta, one for Java, one for what computes on arrays. None of it starts ND4J. */
final class Version implements IVersionProvider {

    Version() {}

    @Override
    public String[] getVersion() throws IOException {
        Properties build = new Properties();
        try (InputStream in = Kutta.class.getResourceAsStream("build.properties")) {
            build.load(in);
        }
        return new String[] {
            "kutta " + build.getProperty("version"),
            String.format(
                    Locale.ROOT,
                    "java %s, %s, on %s %s",
                    System.getProperty("java.version"),
                    System.getProperty("java.vm.name"),
                    System.getProperty("os.name"),
                    System.getProperty("os.arch")),
            "back end " + backends() + ", built for " + build.getProperty("classifier"),
        };
    }

    /** The ND4J back ends on the class path, each as the file it is in; asking for their types starts none of them. */
    private static String backends() {
        String found = ServiceLoader.load(Nd4jBackend.class).stream()
                .map(backend -> backend.type().getSimpleName() + " (" + fileOf(backend.type()) + ")")
                .collect(Collectors.joining(" and "));
        return found.isEmpty() ? "none" : found;
    }

    private static String fileOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String path = source == null ? "unknown" : source.getLocation().getPath();
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
