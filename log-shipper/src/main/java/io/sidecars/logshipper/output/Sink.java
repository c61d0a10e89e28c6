package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Future;

/// One receiver and its protocol. Knows nothing of files, cursors or retries.
public interface Sink {
    /// Appends the record to the batch. The bytes of one record can be sent alone or together with those of any
    /// other records, in order.
    void encode(LogRecord record, WireBuffer batch);

    /// Sends the records without changing their bytes. The future never fails and completes within a bounded time.
    /// When it completes, the bytes are no longer read.
    Future<Verdict> send(EncodedRecords records);

    /// Sends a request that changes nothing at the receiver. The future never fails.
    Future<ProbeResult> probe();

    /// Releases connections and memory. Nothing is sent any more.
    void close();

    /// The result of a probe.
    ///
    /// @param passed whether the receiver would accept records, as far as a probe can tell
    /// @param message one sentence
    record ProbeResult(boolean passed, String message) {}
}
