package io.sidecars.configwatcher.signal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The result of signalling an app. Every `why` is one line for an operator, at most 200 characters.
public sealed interface Verdict {

    /// The app accepted the signal.
    ///
    /// @param version the version that the app reports to run now; null if it reports none
    record Accepted(@Nullable String version) implements Verdict {}

    /// The app rejects this version. Signalling it again soon would not help.
    ///
    /// @param version the version that the app reports to run still; null if it reports none
    record Rejected(@Nullable String version, String why) implements Verdict {}

    /// A check rejects this version. Nothing was sent, so the app runs what it ran before.
    record Refused(String why) implements Verdict {}

    /// Signalling again may help. Whether this signal took effect is unknown.
    ///
    /// @param notBefore how long to wait before the next signal, if the app has asked for it; zero otherwise
    /// @param answered whether there was any response
    record Failed(String why, Duration notBefore, boolean answered) implements Verdict {}

    /// Nothing was sent: the app is not running yet, or the signal would terminate it.
    record NotYet(String why) implements Verdict {}
}
