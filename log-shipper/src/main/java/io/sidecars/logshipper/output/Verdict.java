package io.sidecars.logshipper.output;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an answer means for the records of a request. A reason is one line; what a [Sink] gives has no secrets in it.
public sealed interface Verdict {
    /// Every record arrived.
    record Accepted() implements Verdict {}

    /// The request is over: some records were refused, nobody says which, and none is to be sent again.
    ///
    /// @param refused how many
    record PartlyAccepted(long refused, String why) implements Verdict {}

    /// The receiver will never take this request as it is; at least one record of it is to blame.
    record Rejected(int status, String why) implements Verdict {}

    /// The receiver might take fewer records at a time.
    record TooLarge(int status, String why) implements Verdict {}

    /// The receiver takes nothing from us as we are set up: credentials, address, permissions. No record is to
    /// blame.
    record Refused(int status, String why) implements Verdict {}

    /// The same records again, later.
    ///
    /// @param delay what the receiver asked for, null if it did not
    /// @param suspect whether a record may be to blame, should the answer stay the same for minutes
    record RetryAfter(@Nullable Duration delay, String why, boolean suspect) implements Verdict {
        public RetryAfter(@Nullable Duration delay, String why) {
            this(delay, why, false);
        }
    }

    /// Each record has a verdict of its own.
    ///
    /// @param verdicts in the order of the records: accepted, rejected, refused or retry-after
    record Each(List<Verdict> verdicts) implements Verdict {}
}
