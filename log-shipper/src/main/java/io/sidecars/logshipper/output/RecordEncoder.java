package io.sidecars.logshipper.output;

import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.buffer.Buffer;

/// Writes records in the format of one protocol. Used by one thread.
public interface RecordEncoder {
    /// Appends the record, followed by the separator if the format has one.
    void encode(LogRecord record, WireBuffer batch);

    /// What a request has around these records. A format without a frame needs nothing.
    ///
    /// @param length bytes of the encoded records
    default Envelope envelope(int length) {
        return new Envelope(Buffer.buffer(), length, Buffer.buffer());
    }
}
