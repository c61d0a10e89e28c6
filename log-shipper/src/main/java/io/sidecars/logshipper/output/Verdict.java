package io.sidecars.logshipper.output;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a response means for the records of its request. The reason is one line. A [Sink] masks the secrets in it.
public sealed interface Verdict {
    /// The receiver has every record.
    record Accepted() implements Verdict {}

    /// The receiver rejected some records without saying which. None must be sent again.
    ///
    /// @param rejected how many
    record PartlyAccepted(long rejected, String why) implements Verdict {}

    /// The receiver will never accept this request, because of at least one of its records.
    record Rejected(int status, String why) implements Verdict {}

    /// The receiver may accept fewer records per request.
    record TooLarge(int status, String why) implements Verdict {}

    /// The receiver accepts nothing with this configuration: wrong credentials, address or permissions. The cause
    /// is not a record.
    record Misconfigured(int status, String why) implements Verdict {}

    /// The same records must be sent again, later.
    ///
    /// @param delay the receiver's Retry-After, null without one
    /// @param suspect whether a record may be the cause if the response stays the same for minutes
    record Retry(@Nullable Duration delay, String why, boolean suspect) implements Verdict {
        public Retry(@Nullable Duration delay, String why) {
            this(delay, why, false);
        }
    }

    /// Each record has its own verdict.
    ///
    /// @param verdicts in the order of the records: accepted, rejected, misconfigured or retry
    record PerRecord(List<Verdict> verdicts) implements Verdict {}
}
