package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Future;

/// One protocol to one receiver. Knows nothing of files, cursors or retries.
public sealed interface Output permits StdoutOutput, HttpOutput {
    /// Appends the record's wire bytes to the batch.
    void encode(LogRecord record, WireBuffer batch);

    /// Sends the batch and leaves it unchanged. The future never fails and always completes within a bound.
    Future<Verdict> send(WireBuffer batch);

    /// Gives up what it holds; nothing is sent any more.
    void close();
}
