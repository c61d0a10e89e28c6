package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.frame.RecordCutter;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Source;
import io.sidecars.logshipper.rules.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The first records of a file as an output would send them. Nothing is saved, and nothing is sent.
public final class Sample {
    private static final int MAX_BYTES = 64 << 10;
    private static final GenerationId UNKNOWN = new GenerationId(0, 0);

    private Sample() {}

    /// Encodes up to `most` records that the rules keep, from the first 64 KiB of a file's content.
    ///
    /// @return the wire bytes of each record as text
    public static List<String> of(Path file, InputStream content, Input input, Rules rules, Sink sink, int most)
            throws IOException {
        byte[] bytes = content.readNBytes(MAX_BYTES);
        InputFormat format = new InputFormat(input);
        Source source = format.source(UNKNOWN, file, LogRecord.nanos(Instant.now()));
        RecordCutter cutter = format.cutter();
        cutter.begin(bytes, 0, bytes.length, 0, 0);
        LogRecord record = new LogRecord();
        List<String> records = new ArrayList<>();
        WireBuffer wire = new WireBuffer(1 << 10);
        while (records.size() < most && cutter.next(true)) {
            boolean _ = format.begin(record, source, 0);
            if (rules.keep(record)) {
                wire.reset();
                sink.encode(record, wire);
                records.add(new String(wire.array(), 0, wire.length(), UTF_8).strip());
            }
        }
        return records;
    }
}
