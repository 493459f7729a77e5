package org.kutta.nn.onednn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.nd4j.linalg.api.buffer.DataType;

class OneDnnTests {

    /** Where the library is built for the platform it must load: other tests are left out where it does not. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void serves_onLinux_floatOnly() {
        assertThat(OneDnn.serves(DataType.FLOAT)).isTrue();
        assertThat(OneDnn.serves(DataType.DOUBLE)).isFalse();
    }
}
