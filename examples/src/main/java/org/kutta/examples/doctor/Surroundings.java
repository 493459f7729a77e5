package org.kutta.examples.doctor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.jspecify.annotations.Nullable;
import org.kutta.examples.report.ResidentSet;
import org.kutta.nn.nd4j.Backend;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/** What there is before anything is timed: Java, backend, device, memory, settings of the environment. */
final class Surroundings {
    private static final String BINDINGS = "org/nd4j/linalg/cpu/nativecpu/bindings/";
    /** In the order in which JavaCPP takes them. */
    private static final List<String> BUILDS =
            List.of("-avx512", "-avx2", "-onednn-avx2", "-onednn-avx512", "-onednn", "-compat", "");

    private static final double GIB = 1 << 30;
    private static final String LAUNCHER = "start with ./kutta, which sets it, or set it before the JVM starts";

    private Surroundings() {}

    static List<Finding> all() {
        List<Finding> findings = new ArrayList<>();
        findings.add(java());
        findings.add(backend());
        devices(findings);
        findings.add(memory());
        if (!Backend.isCuda()) {
            findings.add(build(buildsOnClassPath(), loadedBuild()));
        }
        findings.addAll(environment(
                System.getenv(),
                Runtime.getRuntime().availableProcessors(),
                Nd4j.getEnvironment().maxThreads(),
                isGlibc()));
        return findings;
    }

    private static Finding java() {
        List<String> flags = ManagementFactory.getRuntimeMXBean().getInputArguments();
        String found = System.getProperty("java.vm.name") + " " + Runtime.version() + " on "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", flags "
                + (flags.isEmpty() ? "none" : String.join(" ", flags));
        long bound = Pointer.maxPhysicalBytes();
        return Finding.slowUnless(
                bound == 0,
                "java",
                found,
                "JavaCPP bounds the process to " + bound / (1 << 20)
                        + " MiB and stops to collect garbage near that: add -Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    }

    private static Finding backend() {
        return Finding.fine(
                "backend",
                "ND4J " + Nd4j.getBackend().getClass().getSimpleName() + ", BLAS "
                        + Nd4j.getExecutioner().getEnvironmentInformation().getProperty("blas.vendor"));
    }

    private static void devices(List<Finding> findings) {
        if (!Backend.isCuda()) {
            findings.add(Finding.fine(
                    "device", "CPU, " + Runtime.getRuntime().availableProcessors() + " processors for this process"));
            return;
        }
        NativeOps ops = NativeOpsHolder.getInstance().getDeviceNativeOps();
        for (int i = 0; i < ops.getAvailableDevices(); i++) {
            findings.add(card(
                    ops.getDeviceName(i), ops.getDeviceMajor(i), ops.getDeviceMinor(i), ops.getDeviceTotalMemory(i)));
        }
    }

    /** The library holds code for compute capabilities 3.7 to 8.6, and 8.9 runs that of 8.6; there is nothing in it to compile for others. */
    static Finding card(String name, int major, int minor, long bytes) {
        int capability = 10 * major + minor;
        String found =
                String.format(Locale.ROOT, "%s, compute capability %d.%d, %.1f GiB", name, major, minor, bytes / GIB);
        return capability >= 37 && capability <= 89
                ? Finding.fine("device", found)
                : Finding.wrong(
                        "device",
                        found,
                        "ND4J's CUDA 11.6 build serves compute capability 3.7 to 8.9: build without -Pcuda, or use another card");
    }

    private static Finding memory() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        double total = system.getTotalMemorySize() / GIB;
        double free = system.getFreeMemorySize() / GIB;
        double heap = Runtime.getRuntime().maxMemory() / GIB;
        String resident = ResidentSet.bytes().isPresent()
                ? String.format(
                        Locale.ROOT,
                        ", this process holds %.1f GiB",
                        ResidentSet.bytes().getAsLong() / GIB)
                : "";
        return Finding.slowUnless(
                heap <= 0.8 * total,
                "memory",
                String.format(
                        Locale.ROOT,
                        "%.1f GiB, %.1f GiB free, Java heap at most %.1f GiB%s",
                        total,
                        free,
                        heap,
                        resident),
                "arrays live outside the Java heap: leave them room with a smaller -Xmx");
    }

    private static List<String> buildsOnClassPath() {
        ClassLoader loader = Surroundings.class.getClassLoader();
        String library = System.mapLibraryName("nd4jcpu");
        return BUILDS.stream()
                .filter(build -> loader.getResource(BINDINGS + Loader.getPlatform() + build + "/" + library) != null)
                .toList();
    }

    /** The build whose library is loaded, from the path it was unpacked to. */
    private static @Nullable String loadedBuild() {
        for (String path : Loader.getLoadedLibraries().values()) {
            Path folder = path == null ? null : Path.of(path).getParent();
            String name = folder == null ? "" : String.valueOf(folder.getFileName());
            if (path != null && path.contains("nd4jcpu") && name.startsWith(Loader.getPlatform())) {
                return name.substring(Loader.getPlatform().length());
            }
        }
        return null;
    }

    /** The build in use, and what else is on the class path: JavaCPP prefers builds for newer processors to those with oneDNN. */
    static Finding build(List<String> onClassPath, @Nullable String loaded) {
        List<String> names = onClassPath.stream().map(Surroundings::named).toList();
        String found =
                (loaded == null ? "unknown" : named(loaded)) + "; on the class path: " + String.join(", ", names);
        boolean available = onClassPath.stream().anyMatch(build -> build.startsWith("-onednn"));
        boolean used = loaded == null || loaded.startsWith("-onednn");
        if (loaded != null && !used && available) {
            return Finding.slow(
                    "native build",
                    found,
                    "a stray classifier switches oneDNN off: take " + named(loaded)
                            + " of nd4j-native off the class path, or"
                            + " set -Dorg.bytedeco.javacpp.platform.extension=-onednn");
        }
        if (!used && Loader.getPlatform().endsWith("x86_64")) {
            return Finding.slow(
                    "native build",
                    found,
                    "depend on nd4j-native with the classifier " + named("-onednn") + " instead");
        }
        return Finding.fine("native build", found);
    }

    private static String named(String build) {
        return Loader.getPlatform() + build;
    }

    private static boolean isGlibc() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** The settings that decide the speed and must be there before the JVM starts. */
    static List<Finding> environment(Map<String, String> env, int processors, int threads, boolean glibc) {
        List<Finding> findings = new ArrayList<>();
        String omp = env.get("OMP_NUM_THREADS");
        findings.add(Finding.slowUnless(
                omp != null && threads <= processors,
                "threads",
                threads + " for ND4J's operations, OMP_NUM_THREADS " + shown(omp),
                omp == null
                        ? "without OMP_NUM_THREADS convolutions take half as long again: " + LAUNCHER
                        : "more threads than processors wait for each other: set OMP_NUM_THREADS to " + processors));
        String blas = env.getOrDefault("OPENBLAS_NUM_THREADS", "1"); // what Backend makes of it
        findings.add(Finding.slowUnless(
                blas.equals("1") || processors == 1,
                "OpenBLAS threads",
                "OPENBLAS_NUM_THREADS " + shown(env.get("OPENBLAS_NUM_THREADS")),
                "its pool and ND4J's fight for the processors: set OPENBLAS_NUM_THREADS=1 or leave it out"));
        if (glibc) {
            findings.add(Finding.slowUnless(
                    env.containsKey("GOMP_SPINCOUNT") || "passive".equalsIgnoreCase(env.get("OMP_WAIT_POLICY")),
                    "idle threads",
                    "GOMP_SPINCOUNT " + shown(env.get("GOMP_SPINCOUNT")),
                    "idle threads spin, which makes a busy machine 20 times slower: set GOMP_SPINCOUNT=3000; "
                            + LAUNCHER));
            boolean kept = env.containsKey("MALLOC_MMAP_THRESHOLD_") && env.containsKey("MALLOC_TRIM_THRESHOLD_");
            findings.add(Finding.slowUnless(
                    kept,
                    "scratch memory",
                    kept ? "kept between calls" : "given back after every call",
                    "set MALLOC_MMAP_THRESHOLD_=33554432 and MALLOC_TRIM_THRESHOLD_=1073741824; " + LAUNCHER));
        }
        for (String name : List.of("ND4J_MKL_FALLBACK", "SD_FORBID_HELPERS")) {
            if (env.containsKey(name)) {
                findings.add(Finding.slow(name, "set", "it switches oneDNN or cuDNN off: unset it"));
            }
        }
        return findings;
    }

    private static String shown(@Nullable String value) {
        return value == null ? "not set" : value;
    }
}
