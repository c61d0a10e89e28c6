package io.sidecars.demoapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeHistoryTest {

    private final ProbeHistory record = new ProbeHistory();

    @Test
    void switchLastsFromTheLastAnswerOfTheOldToTheFirstOfTheNew() {
        record.add(1, 1000, 2, "blue");
        record.add(2, 1100, 2, "blue");
        record.add(3, 1200, 2, null);
        record.add(4, 1300, 9, "green");
        record.add(5, 1400, 2, "green");

        assertThat(record.shown().lastSwitch()).isEqualTo(new ProbeHistory.Switch(1300, "blue", "green", 200, 1));
        assertThat(record.shown().served()).isEqualTo(4);
        assertThat(record.shown().failed()).isEqualTo(1);
    }

    @Test
    void overtakenAnswerIsNoSwitchBack() {
        record.add(1, 1000, 2, "blue");
        record.add(3, 1200, 2, "green");
        record.add(2, 1210, 110, "blue");

        ProbeHistory.Switch only = record.shown().lastSwitch();
        assertThat(only).isEqualTo(new ProbeHistory.Switch(1200, "blue", "green", 200, 0));
    }

    @Test
    void slotHoldsHalfASecondAndTheLastMinuteIsKept() {
        record.add(1, 1000, 2, "blue");
        record.add(2, 1499, 30, null);
        record.add(3, 1500, 4, "blue");

        assertThat(record.shown().slots())
                .containsExactly(
                        new ProbeHistory.Slot(1000, 1, 1, 30, "blue"), new ProbeHistory.Slot(1500, 1, 0, 4, "blue"));
        for (int i = 0; i < 1000; i++) {
            record.add(4 + i, 2000 + i * 500L, 1, "blue");
        }
        assertThat(record.shown().slots()).hasSize(120);
    }
}
