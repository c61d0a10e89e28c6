package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;

/// The last record of a run. It tells the receiver how the run ended, and comes from no file.
record Summary(String text) {
    EncodedRecords encode(Sink sink, Instant at) {
        byte[] bytes = text.getBytes(UTF_8);
        LogRecord record = new LogRecord();
        Source source = new Source(
                GenerationId.random(new SecureRandom()),
                Path.of("log-shipper"),
                null,
                LogRecord.nanos(at),
                Long.MIN_VALUE);
        record.begin(source, 0, bytes, 0, bytes.length, 0, bytes.length, Completeness.COMPLETE);
        WireBuffer wire = new WireBuffer(1 << 10);
        sink.encode(record, wire);
        return new EncodedRecords(wire, 0, wire.length(), 1);
    }
}
