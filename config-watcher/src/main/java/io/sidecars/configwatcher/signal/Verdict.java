package io.sidecars.configwatcher.signal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came of telling an app. Every `why` is one line for people, at most 200 characters.
public sealed interface Verdict {

    /// The app took it.
    ///
    /// @param version the one that the app says it runs now, if it says so
    record Accepted(@Nullable String version) implements Verdict {}

    /// The app does not want this version; telling it again soon would not help.
    ///
    /// @param version the one that the app says it still runs, if it says so
    record Rejected(@Nullable String version, String why) implements Verdict {}

    /// Telling it again may help. Whether the signal took effect is not known.
    ///
    /// @param notBefore how long the app asks to be left alone
    /// @param answered whether there was any answer at all
    record Failed(String why, Duration notBefore, boolean answered) implements Verdict {}

    /// Nothing was sent: the app is not there yet, or would die of the signal.
    record NotYet(String why) implements Verdict {}
}
