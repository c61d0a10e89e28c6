package io.sidecars.configwatcher.source;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Decides when a new version may be acted on: when it has been quiet for as long as its sources ask for. A writer that
/// never pauses is waited for only so long.
public final class SettleTimer {
    static final Duration MOST = Duration.ofSeconds(5);

    private @Nullable String candidate;
    private boolean interrupted;
    private Duration firstChange = Duration.ZERO;
    private Duration lastChange = Duration.ZERO;
    private Duration quiet = Duration.ZERO;

    /// Whether this version may be acted on now; if not, look again when [#due] is over
    public boolean isSettled(ScanResult.Found found, Duration now) {
        String version = found.content().version();
        quiet = found.quiet();
        if (interrupted || !version.equals(candidate)) {
            // After a long time without a look, such as a slow signal, this is the start of another change.
            if (candidate == null || now.compareTo(lastChange.plus(MOST)) >= 0) {
                firstChange = now;
            }
            interrupted = false;
            candidate = version;
            lastChange = now;
        }
        return now.compareTo(due()) >= 0;
    }

    /// When the first version was seen that differs from the one acted on.
    public Duration firstChange() {
        return firstChange;
    }

    public Duration due() {
        Duration calm = lastChange.plus(quiet);
        Duration most = firstChange.plus(MOST);
        return calm.compareTo(most) < 0 ? calm : most;
    }

    /// Nothing could be read: what is seen next has not been quiet until then, even if it was seen before. What it is
    /// waited for at most goes on.
    public void interrupt() {
        interrupted = true;
    }

    /// What is there now is what was acted on.
    public void reset() {
        candidate = null;
    }
}
