package io.sidecars.logshipper.record;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;
import java.time.Instant;

/// A view of one record. It copies nothing, and [#begin] reuses it for the next record.
///
/// Its text is valid UTF-8. Rules may replace the text. The text is parsed when fields are asked for, so a record
/// that no rule and no encoder looks into is never parsed.
public final class LogRecord {
    /// A log line may have a time in the future, and clocks differ a little. A time further ahead is wrong.
    private static final long MAX_AHEAD_NANOS = 600_000_000_000L;

    private final Fields fields = new Fields();
    private Source source = new Source(new GenerationId(0, 0), Path.of(""), null, 0, Long.MIN_VALUE);
    private long previousTime;
    private byte[] bytes = {};
    private int start;
    private int end;
    private long offset;
    private long endOffset;
    private Completeness completeness = Completeness.COMPLETE;
    private boolean parsed;
    private boolean parseFailed;

    /// Shows another record.
    ///
    /// @param previousTime the last time that an earlier record of the file has itself, in nanoseconds since the
    ///     epoch; 0 if there is none
    /// @param text holds the text in `[from, to)`, without a line end
    /// @param offset in the file, of the first byte that belongs to the record
    /// @param endOffset in the file, after the line end
    public void begin(
            Source source,
            long previousTime,
            byte[] text,
            int from,
            int to,
            long offset,
            long endOffset,
            Completeness completeness) {
        this.source = source;
        this.previousTime = previousTime;
        this.offset = offset;
        this.endOffset = endOffset;
        this.completeness = completeness;
        replaceText(text, from, to);
    }

    /// Gives the same record another text.
    public void replaceText(byte[] text, int from, int to) {
        bytes = text;
        start = from;
        end = to;
        parsed = false;
        parseFailed = false;
    }

    /// Converts an instant to nanoseconds since the epoch.
    public static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    public byte[] bytes() {
        return bytes;
    }

    /// Index of the first byte of the text.
    public int start() {
        return start;
    }

    /// Index after the last byte of the text.
    public int end() {
        return end;
    }

    public Source source() {
        return source;
    }

    /// The last known name of the file.
    public Path path() {
        return source.path();
    }

    public long offset() {
        return offset;
    }

    public long endOffset() {
        return endOffset;
    }

    public boolean isPartial() {
        return completeness == Completeness.PARTIAL;
    }

    public boolean isTruncated() {
        return completeness == Completeness.TRUNCATED;
    }

    /// Identifies the record's bytes. Reading the same bytes of the same generation again gives the same id.
    public RecordId id() {
        return RecordId.of(source.generation(), offset, endOffset);
    }

    /// Whether records of this file are parsed at all.
    public boolean hasParser() {
        return source.parser() != null;
    }

    /// The fields of the current text. If it does not parse, the whole text is the message and there are no other
    /// fields.
    public Fields fields() {
        if (!parsed) {
            parsed = true;
            Parser parser = source.parser();
            if (parser == null) {
                fields.reset(bytes, start, end);
            } else {
                parseFailed = !parser.parse(bytes, start, end, fields);
            }
        }
        return fields;
    }

    /// Whether the current text has been parsed, because its fields were asked for.
    public boolean isParsed() {
        return parsed;
    }

    /// Whether the current text was parsed and is not in the parser's format.
    public boolean hasParseFailed() {
        return parseFailed;
    }

    /// Whether the record has a time that cannot be right.
    public boolean isTimeImplausible() {
        long time = fields().timeNanos();
        return time != Fields.NO_TIME && (time > source.observed() + MAX_AHEAD_NANOS || time < source.oldest());
    }

    /// When the record was read, in nanoseconds since the epoch.
    public long observed() {
        return source.observed();
    }

    /// The record's own time in nanoseconds since the epoch, or [Fields#NO_TIME] if it has none that is plausible.
    public long ownTime() {
        return isTimeImplausible() ? Fields.NO_TIME : fields().timeNanos();
    }

    /// Whether [#time] is when the record was read. Reading the record again then gives another time.
    public boolean isTimeObserved() {
        return !hasParser() || isTimeImplausible() || (previousTime == 0 && ownTime() == Fields.NO_TIME);
    }

    /// The record's time in nanoseconds since the epoch:
    ///
    /// - its own time, if that is plausible;
    /// - without a time, that of the record before it, so that reading it again gives the same time;
    /// - otherwise, and always if records are not parsed, when it was read.
    public long time() {
        if (isTimeObserved()) {
            return source.observed();
        }
        long own = ownTime();
        return own == Fields.NO_TIME ? previousTime : own;
    }
}
