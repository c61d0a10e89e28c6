package io.sidecars.logshipper.pipeline;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// One output in `/status`.
///
/// @param problem why the receiver did not accept the last batch, null if it did
/// @param heldBack the files that alone are not delivered
public record PipelineStatus(
        String name,
        State state,
        @Nullable String problem,
        long lagBytes,
        long sentRecords,
        long retries,
        DeadLetters deadLetters,
        List<HeldBack> heldBack) {

    /// What an output does.
    public enum State {
        /// There is nothing to send.
        IDLE,
        /// Requests are in flight.
        SENDING,
        /// The receiver cannot take records now. They are sent again after a back-off.
        RETRYING,
        /// The receiver takes no records at all. An operator must act; log-shipper keeps asking.
        BLOCKED,
        /// Everything was delivered and log-shipper is about to exit.
        DRAINED;

        /// The word in JSON and in tables.
        @JsonValue
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// Whether the output needs no attention.
        public boolean isHealthy() {
            return this != RETRYING && this != BLOCKED;
        }
    }

    /// Whether the output needs no attention.
    @JsonIgnore
    public boolean isHealthy() {
        return state.isHealthy() && heldBack.isEmpty();
    }

    /// A file of which nothing is sent until the receiver takes one of its records, or there is room for it
    /// among the dead letters.
    public record HeldBack(String path, String why) {}

    /// Records that the receiver has rejected and that were not replayed successfully.
    ///
    /// @param letters how many
    /// @param bytes size of their file
    /// @param replaying whether they are being sent once more
    public record DeadLetters(int letters, long bytes, boolean replaying) {}
}
