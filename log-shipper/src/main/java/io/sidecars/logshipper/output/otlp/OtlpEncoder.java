package io.sidecars.logshipper.output.otlp;

import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.vertx.core.buffer.Buffer;

/// One way to write a request to export logs. All records of a request have the same resource and scope.
sealed interface OtlpEncoder permits ProtobufEncoder, JsonEncoder {
    String SCOPE = "log-shipper";

    String contentType();

    void encode(LogRecord record, WireBuffer batch);

    Protocol.Envelope envelope(int length);

    /// A request without records.
    Buffer nothing();
}
