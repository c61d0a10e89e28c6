package io.sidecars.logshipper.output.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Output.Otlp.Encoding;
import io.sidecars.logshipper.output.EncodedRecords;
import io.sidecars.logshipper.output.Envelope;
import io.sidecars.logshipper.output.Outputs;
import io.sidecars.logshipper.output.Protocol;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Parser;
import io.sidecars.logshipper.record.Source;
import io.sidecars.logshipper.rules.Resource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Records to encode, and the requests that are made of them.
final class Records {
    static final long OBSERVED = 1_795_514_400_000_000_000L;

    private static final long BELIEVED = OBSERVED - Duration.ofDays(7).toNanos();
    private static final long PREVIOUS = OBSERVED - 5;
    private static final String AROUND = "\"\\}],9";

    private Records() {}

    /// A record of a file named `/logs/app.log` in the middle of other bytes.
    static LogRecord record(String text, long offset, @Nullable Parser parser) {
        return record(text, offset, parser, Completeness.COMPLETE);
    }

    static LogRecord record(String text, long offset, @Nullable Parser parser, Completeness completeness) {
        byte[] bytes = (AROUND + text + AROUND).getBytes(UTF_8);
        int to = bytes.length - AROUND.length();
        LogRecord record = new LogRecord();
        Source source = new Source(new GenerationId(1, 2), Path.of("/logs/app.log"), parser, OBSERVED, BELIEVED);
        long endOffset = offset + to - AROUND.length() + 1;
        record.begin(source, PREVIOUS, bytes, AROUND.length(), to, offset, endOffset, completeness);
        return record;
    }

    static Protocol protocol(Encoding encoding, Map<String, String> resource) {
        return protocol(encoding, resource, "http://localhost:4318");
    }

    static Protocol protocol(Encoding encoding, Map<String, String> resource, String url) {
        return OtlpProtocol.of(Outputs.otlp(url, encoding), new Resource(resource));
    }

    static byte[] request(Protocol protocol, EncodedRecords part) {
        Envelope envelope = protocol.encoder().envelope(part.length());
        return envelope.head()
                .copy()
                .appendBytes(part.wire().array(), part.from(), envelope.length())
                .appendBuffer(envelope.tail())
                .getBytes();
    }

    static Exported exported(Protocol protocol, EncodedRecords part, Encoding encoding) throws IOException {
        return Exported.parse(request(protocol, part), encoding);
    }
}
