package io.sidecars.logshipper.output;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.Parser;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Records of one file, one at a time, as a pipeline would hand them over.
public final class Records {
    /// 2026-11-24T10:00:00.123456789Z
    public static final long NOW = 1_795_514_400_123_456_789L;

    private static final long DAY = 86_400_000_000_000L;

    private final LogRecord record = new LogRecord();
    private final @Nullable Parser parser;

    public Records(@Nullable Parser parser) {
        this.parser = parser;
        path("/logs/app.log");
    }

    public void path(String path) {
        record.file(new GenerationId(1, 2), Path.of(path));
    }

    public LogRecord at(long offset, String text) {
        return at(offset, text, 0);
    }

    /// A record of a file that had a time before.
    ///
    /// @param previous that time, 0 for none
    public LogRecord at(long offset, String text, long previous) {
        byte[] bytes = text.getBytes(UTF_8);
        record.begin(bytes, 0, bytes.length, offset, offset + bytes.length + 1);
        record.parser(parser);
        record.clock(NOW, NOW - DAY, previous);
        return record;
    }
}
