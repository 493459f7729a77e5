package org.kutta.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTests {
    record Arm(String name, int order, double accuracy, List<Double> losses) {}

    @Test
    void bytes_recordWithNumbersThatAreNotFinite_writesNulls() throws IOException {
        Arm arm = new Arm("euler", 1, Double.NaN, List.of(0.1, Double.POSITIVE_INFINITY));
        assertThat(new ObjectMapper().readTree(Json.bytes(List.of(arm))))
                .hasToString("[{\"name\":\"euler\",\"order\":1,\"accuracy\":null,\"losses\":[0.1,null]}]");
    }

    @Test
    void bytes_mapOfBoxedNumbers_writesNullsAndKeepsOrder() throws IOException {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("b", Double.NEGATIVE_INFINITY);
        map.put("a", 1.0e-300);
        map.put("grid", new double[][] {{1, Double.NaN}, {2, 3}});
        assertThat(new ObjectMapper().readTree(Json.bytes(map)))
                .hasToString("{\"b\":null,\"a\":1.0E-300,\"grid\":[[1.0,null],[2.0,3.0]]}");
    }

    @Test
    void script_textThatLooksLikeATag_cannotEndTheScriptElement() {
        assertThat(Json.script(Map.of("name", "</script><b>")))
                .doesNotContain("<")
                .contains("\\u003c/script>");
    }

    @Test
    void bytes_valueWithoutJsonForm_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Json.bytes(new Object()))
                .withMessageContaining("value has no JSON form");
    }
}
