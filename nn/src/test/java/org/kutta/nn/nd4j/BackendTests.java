package org.kutta.nn.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kutta.nn.nd4j.Backend.Candidate;
import org.nd4j.linalg.factory.Nd4j;

class BackendTests {
    private final Throwable failure =
            new ExceptionInInitializerError(new IllegalStateException("Please ensure that you have an nd4j backend"));

    @Test
    void require_aBackendThatRuns_passes() {
        assertThatCode(Backend::require).doesNotThrowAnyException();
        assertThat(Backend.isCuda()).isFalse();
    }

    /** The obstacle as the JVM words it on a machine without a driver. */
    @Test
    void reason_cudaWithoutDriver_isOneLineThatNamesTheProfile() {
        Throwable noDriver =
                new RuntimeException(new UnsatisfiedLinkError("/home/x/.javacpp/cache/cuda.jar/libjnicudart.so: "
                        + "libcuda.so.1: cannot open shared object file: No such file or directory"));
        assertThat(Backend.reason(List.of(new Candidate("JCublasBackend", noDriver)), failure))
                .isEqualTo("this build is for CUDA (profile cuda), but no usable card or driver is here (libcuda.so.1: "
                        + "cannot open shared object file: No such file or directory): "
                        + "build with the default profile, without -Pcuda, to run on the CPU");
    }

    @Test
    void reason_cudaWithDriverButNoCard_saysSo() {
        Throwable noCard = new RuntimeException("No CUDA devices were found in system");
        assertThat(Backend.reason(List.of(new Candidate("JCublasBackend", noCard)), failure))
                .contains("(No CUDA devices were found in system)")
                .contains("without -Pcuda");
    }

    @Test
    void reason_noBackendOrOneWithoutItsLibraries_saysWhatToAdd() {
        assertThat(Backend.reason(List.of(), failure)).contains("add org.nd4j:nd4j-native");
        Throwable missing = new NoClassDefFoundError("org/bytedeco/openblas");
        assertThat(Backend.reason(List.of(new Candidate("CpuBackend", null)), missing))
                .isEqualTo("ND4J's CpuBackend cannot be loaded (org/bytedeco/openblas): "
                        + "check that the native jars of this platform are on the class path");
    }

    @Test
    void runWithin_fewerThreads_holdsForTheWorkOnly() {
        Backend.require();
        int allowed = Nd4j.getEnvironment().maxThreads();
        List<Integer> seen = new ArrayList<>();
        Backend.setThreads(3);
        try {
            Backend.runWithin(2, () -> {
                seen.add(Backend.threads());
                Backend.runWithin(5, () -> seen.add(Backend.threads()));
            });
            assertThatThrownBy(() -> Backend.runWithin(1, () -> {
                        throw new IllegalStateException("work failed");
                    }))
                    .hasMessage("work failed");
            assertThat(Backend.threads()).isEqualTo(3);
        } finally {
            Backend.setThreads(allowed);
        }
        assertThat(seen).containsExactly(2, 2);
    }
}
