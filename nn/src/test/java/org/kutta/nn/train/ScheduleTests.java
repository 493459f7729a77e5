package org.kutta.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.schedule.FixedSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

class ScheduleTests {

    @Test
    void cosine_overItsLength_fallsFromFirstToLast() {
        CosineSchedule schedule = new CosineSchedule(ScheduleType.EPOCH, 1.0, 0.1, 10);
        assertThat(schedule.valueAt(999, 0)).isEqualTo(1.0);
        assertThat(schedule.valueAt(0, 5)).isCloseTo(0.55, within(1e-15));
        assertThat(schedule.valueAt(0, 10)).isEqualTo(0.1);
        assertThat(schedule.valueAt(0, 1000)).isEqualTo(0.1);
    }

    @Test
    void warmUp_duringItsLength_growsLinearly() {
        WarmUpSchedule schedule = new WarmUpSchedule(ScheduleType.ITERATION, 4, new FixedSchedule(0.8));
        assertThat(schedule.valueAt(0, 0)).isCloseTo(0.2, within(1e-15));
        assertThat(schedule.valueAt(2, 0)).isCloseTo(0.6, within(1e-15));
        assertThat(schedule.valueAt(4, 0)).isEqualTo(0.8);
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> new CosineSchedule(ScheduleType.EPOCH, Double.NaN, 0, 3))
                .hasMessage("first value (NaN) must be finite");
        assertThatThrownBy(() -> new CosineSchedule(ScheduleType.EPOCH, 1, 0, 0))
                .hasMessageContaining(">= 1");
        assertThatThrownBy(() -> new WarmUpSchedule(ScheduleType.EPOCH, 0, new FixedSchedule(1)))
                .hasMessageContaining("length (0)");
    }
}
