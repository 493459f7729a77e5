package org.kutta.examples.report;

import com.google.common.io.Resources;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Properties;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** The chart library from its web jar, packed so that a page can carry it. */
final class PlotlyLibrary {
    private static final String JAR = "META-INF/maven/org.webjars.npm/plotly.js-dist/pom.properties";

    private PlotlyLibrary() {}

    /** {@return the library's script, compressed by gzip and written in base 64} */
    static String packed() {
        try {
            return Base64.getEncoder().encodeToString(compressed());
        } catch (IOException e) {
            throw new UncheckedIOException("the chart library cannot be read", e);
        }
    }

    private static byte[] compressed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(1 << 22);
        try (OutputStream gzip = new SmallestGzip(packed)) {
            Resources.copy(Resources.getResource(script()), gzip);
        }
        return packed.toByteArray();
    }

    /** The path within the jar names the version, which the jar also tells. */
    private static String script() throws IOException {
        Properties properties = new Properties();
        try (var in = Resources.getResource(JAR).openStream()) {
            properties.load(in);
        }
        return "META-INF/resources/webjars/plotly.js-dist/" + properties.getProperty("version") + "/plotly.js";
    }

    private static final class SmallestGzip extends GZIPOutputStream {
        SmallestGzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(Deflater.BEST_COMPRESSION);
        }
    }
}
