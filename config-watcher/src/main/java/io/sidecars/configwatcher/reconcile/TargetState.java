package io.sidecars.configwatcher.reconcile;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/// The states of a target and the transitions between them: the state diagram in the README, as code.
public enum TargetState {
    /// The target has not been told the desired version yet.
    WAITING,
    /// A signal is in flight.
    SIGNALLING,
    /// The app accepted the signal; its status has still to report the version.
    CONFIRMING,
    /// The app runs the desired version.
    IN_SYNC,
    /// The app was told the desired version, and nothing reports what the app made of it.
    TOLD,
    /// The last exchange failed, or the app fell back to another version.
    RETRYING,
    /// The app rejected the desired version.
    REJECTED,
    /// The app rejected a version that is no longer desired, and may have applied a part of it. Until it confirms
    /// something, it counts as running no version at all, so it is asked, or told even the version from before.
    UNKNOWN;

    /// The states that may follow this one.
    Set<TargetState> next() {
        return switch (this) {
            case WAITING -> EnumSet.of(SIGNALLING, IN_SYNC, RETRYING, TOLD);
            case SIGNALLING -> EnumSet.of(CONFIRMING, IN_SYNC, RETRYING, WAITING, REJECTED);
            case CONFIRMING -> EnumSet.of(IN_SYNC, RETRYING, WAITING, TOLD);
            case IN_SYNC, TOLD -> EnumSet.of(WAITING, RETRYING);
            case RETRYING -> EnumSet.of(SIGNALLING, IN_SYNC, TOLD);
            case REJECTED -> EnumSet.of(SIGNALLING, IN_SYNC, WAITING, UNKNOWN);
            case UNKNOWN -> EnumSet.of(SIGNALLING, IN_SYNC, WAITING, RETRYING, TOLD);
        };
    }

    /// As `/status` shows it, for example `in_sync`.
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
