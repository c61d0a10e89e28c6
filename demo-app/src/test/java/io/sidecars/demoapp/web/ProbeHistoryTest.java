package io.sidecars.demoapp.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProbeHistoryTest {

    private final ProbeHistory history = new ProbeHistory();

    @Test
    void switchLastsFromTheLastAnswerOfTheOldToTheFirstOfTheNew() {
        history.add(1, 1000, 2, "blue");
        history.add(2, 1100, 2, "blue");
        history.add(3, 1200, 2, null);
        history.add(4, 1300, 9, "green");
        history.add(5, 1400, 2, "green");

        assertThat(history.summary().lastSwitch()).isEqualTo(new ProbeHistory.Switch(1300, "blue", "green", 200, 1));
        assertThat(history.summary().served()).isEqualTo(4);
        assertThat(history.summary().failed()).isEqualTo(1);
    }

    @Test
    void overtakenAnswerIsNoSwitchBack() {
        history.add(1, 1000, 2, "blue");
        history.add(3, 1200, 2, "green");
        history.add(2, 1210, 110, "blue");

        ProbeHistory.Switch only = history.summary().lastSwitch();
        assertThat(only).isEqualTo(new ProbeHistory.Switch(1200, "blue", "green", 200, 0));
    }

    @Test
    void slotHoldsHalfASecondAndTheLastMinuteIsKept() {
        history.add(1, 1000, 2, "blue");
        history.add(2, 1499, 30, null);
        history.add(3, 1500, 4, "blue");

        assertThat(history.summary().slots())
                .containsExactly(
                        new ProbeHistory.Slot(1000, 1, 1, 30, "blue"), new ProbeHistory.Slot(1500, 1, 0, 4, "blue"));
        for (int i = 0; i < 1000; i++) {
            history.add(4 + i, 2000 + i * 500L, 1, "blue");
        }
        assertThat(history.summary().slots()).hasSize(120);
    }
}
