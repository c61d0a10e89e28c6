package io.sidecars.logshipper.output;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What an answer means for the batch that was sent.
public sealed interface Verdict {
    /// Every record arrived: the cursor may pass.
    record Accepted() implements Verdict {}

    /// The receiver will never take this batch as it is.
    record Rejected(String why) implements Verdict {}

    /// The same batch again, later.
    ///
    /// @param delay what the receiver asked for, null if it did not
    record RetryAfter(@Nullable Duration delay, String why) implements Verdict {}

    /// The receiver might take a smaller batch.
    record TooLarge(String why) implements Verdict {}
}
