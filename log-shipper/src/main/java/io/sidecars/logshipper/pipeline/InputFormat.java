package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Input.Multiline.Preset;
import io.sidecars.logshipper.frame.CriText;
import io.sidecars.logshipper.frame.Transcoder;
import io.sidecars.logshipper.record.AutoParser;
import io.sidecars.logshipper.record.CriParser;
import io.sidecars.logshipper.record.JsonObjectParser;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.LogfmtParser;
import io.sidecars.logshipper.record.Parser;
import io.sidecars.logshipper.record.RegexParser;
import io.sidecars.logshipper.record.TextParser;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// What one pipeline makes of the bytes of one input: where records end, their text, and who finds their fields.
final class InputFormat {
    private final Transcoder transcoder;
    private final Framing framing;
    private final @Nullable CriText pieces;
    private final @Nullable Parser parser;
    private final long maxAgeNanos;

    InputFormat(Input input) {
        transcoder = Transcoder.of(input.charset());
        framing = Framing.of(input, transcoder);
        pieces = input.multiline().preset() == Preset.CRI ? new CriText() : null;
        parser = parser(input.parse());
        maxAgeNanos = input.parse().maxAge().toNanos();
    }

    Framing framing() {
        return framing;
    }

    /// Turns raw bytes into text that can be parsed.
    ///
    /// @param now in nanoseconds since 1970
    /// @param previous time that the last record before it in the file named itself, 0 if none did
    /// @return false if some bytes are not of the charset and were replaced
    boolean interpret(LogRecord record, long now, long previous) {
        if (pieces != null) {
            pieces.join(record.bytes(), record.start(), record.end());
            record.text(pieces.bytes(), pieces.start(), pieces.end());
        }
        boolean wellFormed = transcoder.transcode(record.bytes(), record.start(), record.end());
        record.text(transcoder.bytes(), transcoder.start(), transcoder.end());
        record.parser(parser);
        record.clock(now, now - maxAgeNanos, previous);
        return wellFormed;
    }

    static @Nullable Parser parser(Input.Parse parse) {
        ZoneId zone = parse.timezone();
        return switch (parse.format()) {
            case NONE -> null;
            case TEXT -> new TextParser(zone);
            case JSON -> new JsonObjectParser(zone);
            case LOGFMT -> new LogfmtParser(zone);
            case REGEX -> new RegexParser(String.valueOf(parse.pattern()), zone);
            case CRI -> new CriParser();
            case AUTO -> new AutoParser(zone);
        };
    }
}
