package io.sidecars.configwatcher.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides when a new version is complete and may be used: after its files have not changed for the quiet
/// period. If a writer never pauses, the current version is used 5 s after the first change.
public final class SettleTimer {
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);

    private @Nullable String candidate;
    private boolean interrupted;
    private Duration firstChange = Duration.ZERO;
    private Duration lastChange = Duration.ZERO;
    private Duration quietPeriod = Duration.ZERO;

    /// Whether this version may be used now. If not, the caller scans again at [#due].
    public boolean isSettled(ScanResult.Found found, Duration now) {
        String version = found.content().version();
        quietPeriod = found.quietPeriod();
        if (interrupted || !version.equals(candidate)) {
            // After a long time without a scan, for example during a slow signal, this starts a new change.
            if (candidate == null || now.compareTo(lastChange.plus(MAX_WAIT)) >= 0) {
                firstChange = now;
            }
            interrupted = false;
            candidate = version;
            lastChange = now;
        }
        return now.compareTo(due()) >= 0;
    }

    /// When the first version was seen that differs from the one in use.
    public Duration firstChange() {
        return firstChange;
    }

    /// When the candidate settles if it does not change any more.
    public Duration due() {
        Duration quiet = lastChange.plus(quietPeriod);
        Duration latest = firstChange.plus(MAX_WAIT);
        return quiet.compareTo(latest) < 0 ? quiet : latest;
    }

    /// Called when a scan failed: the quiet period starts again with the next successful scan, even if the version
    /// is the same. The longest wait keeps running.
    public void interrupt() {
        interrupted = true;
    }

    /// Called when the files are those of the version in use.
    public void reset() {
        candidate = null;
    }
}
