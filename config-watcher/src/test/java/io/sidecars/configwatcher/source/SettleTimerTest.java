package io.sidecars.configwatcher.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SettleTimerTest {
    private final SettleTimer timer = new SettleTimer();

    @Test
    void aCommittedVersionSettlesAtOnce() {
        assertThat(timer.isSettled(found("a", true), at(0))).isTrue();
    }

    @Test
    void aPlainDirectorySettlesWhenItIsQuiet() {
        assertThat(timer.isSettled(found("a", false), at(0))).isFalse();
        assertThat(timer.isSettled(found("b", false), at(200))).isFalse();
        assertThat(timer.isSettled(found("b", false), at(449))).isFalse();
        assertThat(timer.due()).isEqualTo(at(450));
        assertThat(timer.isSettled(found("b", false), at(450))).isTrue();
        assertThat(timer.firstChange()).isEqualTo(at(0));
    }

    @Test
    void aWriterThatNeverPausesDelaysAVersionByFiveSecondsAtMost() {
        for (int ms = 0; ms < 5_000; ms += 100) {
            assertThat(timer.isSettled(found("v" + ms, false), at(ms))).isFalse();
        }
        assertThat(timer.isSettled(found("v5000", false), at(5_000))).isTrue();
    }

    @Test
    void aRevertedChangeDoesNotShortenTheNextQuietPeriod() {
        timer.isSettled(found("a", false), at(0));
        timer.reset();

        assertThat(timer.isSettled(found("a", false), at(10_000))).isFalse();
    }

    @Test
    void aChangeLongAfterTheLastOneStartsAnew() {
        timer.isSettled(found("half removed", false), at(0));

        assertThat(timer.isSettled(found("half written", false), at(60_000))).isFalse();
        assertThat(timer.isSettled(found("written", false), at(60_200))).isFalse();
        assertThat(timer.isSettled(found("written", false), at(60_450))).isTrue();
    }

    @Test
    void aFailedScanRestartsTheQuietPeriod() {
        timer.isSettled(found("empty", false), at(0));
        timer.interrupt();

        assertThat(timer.isSettled(found("empty", false), at(1_000))).isFalse();
        assertThat(timer.isSettled(found("empty", false), at(1_250))).isTrue();
    }

    @Test
    void failedScansDoNotExtendTheLongestWait() {
        for (int ms = 0; ms < 5_000; ms += 100) {
            assertThat(timer.isSettled(found("v" + ms, false), at(ms))).isFalse();
            timer.interrupt();
        }
        assertThat(timer.isSettled(found("v5000", false), at(5_000))).isTrue();
    }

    private static ScanResult.Found found(String version, boolean committed) {
        return found(version, committed ? Duration.ZERO : Duration.ofMillis(250));
    }

    private static ScanResult.Found found(String version, Duration quiet) {
        Snapshot snapshot = new Snapshot(version, new TreeMap<>());
        return new ScanResult.Found(
                new Content(snapshot, new TreeMap<>(), new TreeSet<>(), new TreeMap<>(), null),
                Map.of(),
                quiet,
                List.of());
    }

    private static Duration at(int ms) {
        return Duration.ofMillis(ms);
    }
}
