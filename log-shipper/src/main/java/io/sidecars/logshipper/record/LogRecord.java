package io.sidecars.logshipper.record;

import io.sidecars.logshipper.checkpoint.GenerationId;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A view on one record: valid until the next one is read, and used again for it.
///
/// It begins as the raw bytes of one or more lines; the pipeline makes them UTF-8 text, rules may replace the text,
/// and whoever asks for fields has it parsed.
public final class LogRecord {
    /// Clocks differ a little, and a log line may name a time to come; further ahead it is an error.
    private static final long AHEAD = 600_000_000_000L;

    private final Fields fields = new Fields();
    private GenerationId generation = new GenerationId(0, 0);
    private Path path = Path.of("");
    private long offset;
    private long endOffset;
    private boolean partial;
    private boolean truncated;
    private byte[] bytes = {};
    private int start;
    private int end;
    private @Nullable Parser parser;
    private boolean parsed;
    private boolean parseFailed;
    private long observed;
    private long oldest;
    private long previous;

    /// A new record: the raw bytes of a file.
    ///
    /// @param offset in the file, of the first byte that belongs to the record
    /// @param endOffset in the file, after the line end
    public void begin(byte[] raw, int from, int to, long offset, long endOffset) {
        this.offset = offset;
        this.endOffset = endOffset;
        partial = false;
        truncated = false;
        text(raw, from, to);
    }

    /// Whose bytes they are.
    public void file(GenerationId ofGeneration, Path seenAs) {
        generation = ofGeneration;
        path = seenAs;
    }

    /// It was sent before its end was written, or is a piece of a record that is too long.
    public void flagPartial() {
        partial = true;
    }

    /// The rest of it was too long and left out.
    public void flagTruncated() {
        truncated = true;
    }

    /// Other bytes for the same record.
    public void text(byte[] text, int from, int to) {
        bytes = text;
        start = from;
        end = to;
        parsed = false;
        parseFailed = false;
    }

    /// Who finds the fields.
    ///
    /// @param with null if records of this file are not parsed
    public void parser(@Nullable Parser with) {
        parser = with;
    }

    /// A moment as records count it: nanoseconds since 1970.
    public static long nanos(Instant moment) {
        return moment.getEpochSecond() * 1_000_000_000L + moment.getNano();
    }

    /// What the record's own time is judged by, in nanoseconds since 1970.
    ///
    /// @param now the time at which it is observed
    /// @param believed the oldest time that is believed
    /// @param before the time that the last record before it in the file named itself, 0 if none did
    public void clock(long now, long believed, long before) {
        observed = now;
        oldest = believed;
        previous = before;
    }

    public byte[] bytes() {
        return bytes;
    }

    /// Index of the first byte of the text.
    public int start() {
        return start;
    }

    /// Index after the last byte of the text, line end not included.
    public int end() {
        return end;
    }

    /// The name under which the file was seen last.
    public Path path() {
        return path;
    }

    public long offset() {
        return offset;
    }

    public long endOffset() {
        return endOffset;
    }

    public boolean isPartial() {
        return partial;
    }

    public boolean isTruncated() {
        return truncated;
    }

    /// The same bytes at the same place always give the same id, whoever reads them again and when.
    public RecordId id() {
        return RecordId.of(generation, offset, endOffset);
    }

    /// Whether the fields mean anything.
    public boolean hasParser() {
        return parser != null;
    }

    /// The fields of the present text. What does not parse is a message, and nothing else.
    public Fields fields() {
        if (!parsed) {
            parsed = true;
            parseFailed = parser != null && !parser.parse(bytes, start, end, fields);
            if (parser == null) {
                fields.reset(bytes, start, end);
            }
        }
        return fields;
    }

    /// Whether somebody has asked for its fields.
    public boolean isParsed() {
        return parsed;
    }

    /// Whether it was parsed in vain.
    public boolean hasParseFailed() {
        return parseFailed;
    }

    /// Whether the record names a time that cannot be true.
    public boolean isTimeImplausible() {
        long time = fields().timeNanos();
        return time != Fields.NO_TIME && (time > observed + AHEAD || time < oldest);
    }

    /// When it was read, in nanoseconds since 1970.
    public long observed() {
        return observed;
    }

    /// The time that the record itself names, in nanoseconds since 1970, or [Fields#NO_TIME] if it names none that can
    /// be true.
    public long ownTime() {
        return isTimeImplausible() ? Fields.NO_TIME : fields().timeNanos();
    }

    /// Whether nothing is known of its time but when it was read: then a replay has another one.
    public boolean isTimeObserved() {
        return parser == null || isTimeImplausible() || (previous == 0 && ownTime() == Fields.NO_TIME);
    }

    /// Nanoseconds since 1970: the record's own time if it is plausible; without one that of the record before it,
    /// so that a replay gives the same; else the time at which it is observed, as always where nothing is parsed.
    public long time() {
        if (isTimeObserved()) {
            return observed;
        }
        long own = ownTime();
        return own == Fields.NO_TIME ? previous : own;
    }
}
