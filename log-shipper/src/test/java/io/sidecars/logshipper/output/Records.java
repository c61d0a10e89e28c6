package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.record.Completeness;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Parser;
import io.sidecars.logshipper.record.Source;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Records of one file, one at a time, as a pipeline would hand them over.
public final class Records {
    /// 2026-11-24T10:00:00.123456789Z
    public static final long NOW = 1_795_514_400_123_456_789L;

    private static final long DAY = 86_400_000_000_000L;

    private final LogRecord record = new LogRecord();
    private final @Nullable Parser parser;
    private Path path = Path.of("/logs/app.log");
    private long observed = NOW;

    public Records(@Nullable Parser parser) {
        this.parser = parser;
    }

    public void path(String path) {
        this.path = Path.of(path);
    }

    /// The records that follow are read at this time.
    ///
    /// @param nanos since the epoch
    public void readAt(long nanos) {
        observed = nanos;
    }

    public LogRecord at(long offset, String text) {
        return at(offset, text, 0);
    }

    /// A record that follows one with a time.
    ///
    /// @param previous that time, 0 for none
    public LogRecord at(long offset, String text, long previous) {
        return at(offset, text, previous, Completeness.COMPLETE);
    }

    public LogRecord at(long offset, String text, Completeness completeness) {
        return at(offset, text, 0, completeness);
    }

    private LogRecord at(long offset, String text, long previous, Completeness completeness) {
        byte[] bytes = text.getBytes(UTF_8);
        Source source = new Source(new GenerationId(1, 2), path, parser, observed, NOW - DAY);
        record.begin(source, previous, bytes, 0, bytes.length, offset, offset + bytes.length + 1, completeness);
        return record;
    }
}
