package org.kutta.nn.nd4j;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.kutta.solver.Checks;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.Nd4jBackend;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J's backend: where arrays are and what computes with them, a CPU or a card.
 *
 * <p>It is chosen by what is on the class path, when ND4J is first touched. {@link NativeArrays} looks here before it makes an array; a program that touches
 * ND4J by itself calls {@link #require} before, and gets a clear failure instead of ND4J's.
 */
public final class Backend {
    private static final String CUDA = "JCublasBackend";
    private static final String LINK_HELP = "check that the native jars of this platform are on the class path";

    /** So many numbers take a thread some five microseconds, about what it takes to wake another. */
    private static final int NUMBERS_OF_A_THREAD = 1 << 15;

    private static volatile boolean loaded;
    /** Why the first attempt failed: a second one would no longer tell. */
    private static @Nullable String failure;

    private Backend() {}

    /**
     * Loads the backend, if that has not been done.
     *
     * @throws BackendUnavailableException if it cannot run here; the message is one line, with the reason and what to use instead
     */
    public static void require() {
        if (!loaded) {
            load();
        }
    }

    /** Asks the backends first: ND4J prints the stack trace of one that cannot run. */
    private static synchronized void load() {
        Throwable obstacle = null;
        if (failure == null) {
            List<Candidate> candidates = onClassPath();
            if (candidates.stream().anyMatch(candidate -> candidate.obstacle() == null)) {
                try {
                    loaded = Nd4j.getBackend() != null;
                    setThreadsByWork();
                } catch (LinkageError e) {
                    obstacle = e;
                }
            }
            if (!loaded) {
                failure = reason(candidates, obstacle);
            }
        }
        if (failure != null) {
            throw new BackendUnavailableException(failure, obstacle);
        }
    }

    /**
     * One thread for OpenBLAS, or what {@code OPENBLAS_NUM_THREADS} asks for: ND4J gives it as many as itself, and its idle threads, which yield
     * instead of sleeping, then take a quarter of the processors' time from the other pool. And one thread for passes over few numbers, whose threads
     * would wait for each other longer than they compute.
     */
    private static void setThreadsByWork() {
        if (loaded && Nd4j.getEnvironment().isCPU()) {
            String wanted = System.getenv("OPENBLAS_NUM_THREADS");
            boolean number = wanted != null && wanted.matches("[1-9][0-9]{0,3}");
            Nd4j.factory().blas().setMaxThreads(number ? Integer.parseInt(wanted) : 1);
            Nd4j.getEnvironment().setElementwiseThreshold(NUMBERS_OF_A_THREAD);
        }
    }

    /**
     * Sets how many threads an operation may use. For what ND4J divides by itself this holds in the whole process, for convolutions and products when the
     * calling thread runs them: another thread has what {@code OMP_NUM_THREADS} says. Plans are divided as they were made, so call this before.
     *
     * @param threads at least 1
     */
    public static void setThreads(int threads) {
        Checks.atLeast("threads", threads, 1);
        require();
        Nd4j.getEnvironment().setMaxThreads(threads);
        Nd4j.getEnvironment().setMaxMasterThreads(threads);
        // The two above bound what ND4J asks for; convolutions take what OpenMP offers.
        nativeOps().setOmpNumThreads(threads);
    }

    /** {@return how many threads OpenMP gives to what the calling thread runs} */
    public static int threads() {
        return nativeOps().ompGetMaxThreads();
    }

    /**
     * Runs with at most so many threads. One is for what has too little work for two, which would wait longer for each other than they compute: microseconds on
     * an idle machine, milliseconds where another process has a processor.
     *
     * @param most at least 1
     * @param work what to run in the calling thread
     */
    public static void runWithin(int most, Runnable work) {
        NativeOps ops = nativeOps();
        int threads = ops.ompGetMaxThreads();
        if (threads <= most) {
            work.run();
            return;
        }
        ops.setOmpNumThreads(most);
        try {
            work.run();
        } finally {
            ops.setOmpNumThreads(threads);
        }
    }

    private static NativeOps nativeOps() {
        return NativeOpsHolder.getInstance().getDeviceNativeOps();
    }

    /** {@return whether arrays live on a CUDA card} */
    public static boolean isCuda() {
        require();
        return !Nd4j.getEnvironment().isCPU();
    }

    /** A backend found on the class path, and why it cannot run; null if it says that it can. */
    record Candidate(String name, @Nullable Throwable obstacle) {}

    private static List<Candidate> onClassPath() {
        List<Candidate> candidates = new ArrayList<>();
        try {
            for (Nd4jBackend backend : ServiceLoader.load(Nd4jBackend.class)) {
                candidates.add(new Candidate(backend.getClass().getSimpleName(), obstacle(backend)));
            }
        } catch (ServiceConfigurationError e) {
            candidates.add(new Candidate("backend", e));
        }
        return candidates;
    }

    /** By {@code canRun}: {@code isAvailable} prints the stack trace of what stands in the way. */
    private static @Nullable Throwable obstacle(Nd4jBackend backend) {
        try {
            return backend.canRun() ? null : new IllegalStateException("it is not available");
        } catch (RuntimeException | LinkageError e) {
            return e;
        }
    }

    /** One line: what was found, why it does not run, what to do. */
    static String reason(List<Candidate> candidates, @Nullable Throwable obstacle) {
        if (candidates.isEmpty()) {
            return "no ND4J backend is on the class path: add org.nd4j:nd4j-native with the classifier of this platform";
        }
        for (Candidate candidate : candidates) {
            if (candidate.name().equals(CUDA) && candidate.obstacle() != null) {
                return "this build is for CUDA (profile cuda), but no usable card or driver is here ("
                        + root(candidate.obstacle())
                        + "): build with the default profile, without -Pcuda, to run on the CPU";
            }
        }
        Candidate first = candidates.get(0);
        Throwable cause = first.obstacle() == null ? obstacle : first.obstacle();
        return "ND4J's " + first.name() + " cannot be loaded" + (cause == null ? ": " : " (" + root(cause) + "): ")
                + LINK_HELP;
    }

    /** The innermost message, in one line and without the path of the file that asked. */
    private static String root(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        String message = deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
        String line = message.strip().replaceAll("\\s*\\R\\s*", " ");
        return line.replaceFirst("^(java\\.\\S+: )?(/\\S+/)?\\S+\\.so: (?=lib)", "");
    }
}
