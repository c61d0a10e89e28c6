package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettleTimerTest {
    private final SettleTimer settle = new SettleTimer();

    @Test
    void aCommittedVersionSettlesAtOnce() {
        assertThat(settle.isSettled(look("a", true), at(0))).isTrue();
    }

    @Test
    void aPlainDirectorySettlesWhenItIsQuiet() {
        assertThat(settle.isSettled(look("a", false), at(0))).isFalse();
        assertThat(settle.isSettled(look("b", false), at(200))).isFalse();
        assertThat(settle.isSettled(look("b", false), at(449))).isFalse();
        assertThat(settle.due()).isEqualTo(at(450));
        assertThat(settle.isSettled(look("b", false), at(450))).isTrue();
        assertThat(settle.firstChange()).isEqualTo(at(0));
    }

    @Test
    void aWriterThatNeverPausesIsWaitedForFiveSeconds() {
        for (int ms = 0; ms < 5_000; ms += 100) {
            assertThat(settle.isSettled(look("v" + ms, false), at(ms))).isFalse();
        }
        assertThat(settle.isSettled(look("v5000", false), at(5_000))).isTrue();
    }

    @Test
    void aChangeThatWasTakenBackLeavesNothing() {
        settle.isSettled(look("a", false), at(0));
        settle.reset();

        assertThat(settle.isSettled(look("a", false), at(10_000))).isFalse();
    }

    @Test
    void aChangeLongAfterTheLastOneIsGivenItsOwnTime() {
        settle.isSettled(look("half removed", false), at(0));

        assertThat(settle.isSettled(look("half written", false), at(60_000))).isFalse();
        assertThat(settle.isSettled(look("written", false), at(60_200))).isFalse();
        assertThat(settle.isSettled(look("written", false), at(60_450))).isTrue();
    }

    @Test
    void whatWasGoneMeanwhileIsGivenItsOwnTime() {
        settle.isSettled(look("empty", false), at(0));
        settle.interrupt();

        assertThat(settle.isSettled(look("empty", false), at(1_000))).isFalse();
        assertThat(settle.isSettled(look("empty", false), at(1_250))).isTrue();
    }

    @Test
    void aWriterThatCannotAlwaysBeReadIsWaitedForNoLonger() {
        for (int ms = 0; ms < 5_000; ms += 100) {
            assertThat(settle.isSettled(look("v" + ms, false), at(ms))).isFalse();
            settle.interrupt();
        }
        assertThat(settle.isSettled(look("v5000", false), at(5_000))).isTrue();
    }

    private static ScanResult.Found look(String version, boolean committed) {
        return look(version, committed ? Duration.ZERO : Duration.ofMillis(250));
    }

    private static ScanResult.Found look(String version, Duration quiet) {
        Snapshot snapshot = new Snapshot(version, new TreeMap<>());
        return new ScanResult.Found(new Content(snapshot, new TreeMap<>(), new TreeSet<>()), Map.of(), quiet, List.of());
    }

    private static Duration at(int ms) {
        return Duration.ofMillis(ms);
    }
}
