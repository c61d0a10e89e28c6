package io.sidecars.logshipper.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.output.Sink;
import io.sidecars.logshipper.output.WireBuffer;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.rules.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The first records of a file as an output would send them. Nothing is remembered, and nothing is sent.
public final class Sample {
    private static final int LOOKED_AT = 64 << 10;
    private static final GenerationId NOBODY = new GenerationId(0, 0);

    private Sample() {}

    /// Wire bytes as text, one record each.
    public static List<String> of(Path file, Input input, Rules rules, Sink sink, int most) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LOOKED_AT);
        }
        Instant now = Instant.now();
        long nanos = LogRecord.nanos(now);
        InputFormat format = new InputFormat(input);
        Window window = new Window();
        window.show(bytes);
        LogRecord record = new LogRecord();
        record.file(NOBODY, file);
        List<String> records = new ArrayList<>();
        WireBuffer wire = new WireBuffer(1 << 10);
        while (records.size() < most && window.next(record, format.framing(), true)) {
            boolean _ = format.interpret(record, nanos, 0);
            if (rules.keep(record)) {
                wire.reset();
                sink.encode(record, wire);
                records.add(new String(wire.array(), 0, wire.length(), UTF_8).strip());
            }
        }
        return records;
    }
}
