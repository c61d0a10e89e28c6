package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.Future;

/// One receiver and the protocol it speaks. Knows nothing of files, cursors or retries.
public interface Sink {
    /// Appends the record's wire bytes to the batch. What is appended for one record can be sent alone or together
    /// with any others, in order.
    void encode(LogRecord record, WireBuffer batch);

    /// Sends the records and leaves their bytes unchanged. The future never fails, always completes within a bound,
    /// and after it nobody reads the bytes any more.
    Future<Verdict> send(EncodedRecords part);

    /// Asks the receiver something that changes nothing there. The future never fails.
    ///
    /// @return one sentence, and whether records would be taken as far as can be seen
    Future<Probe> probe();

    /// Gives up what it holds; nothing is sent any more.
    void close();

    /// What a probe found out.
    record Probe(boolean good, String finding) {}
}
