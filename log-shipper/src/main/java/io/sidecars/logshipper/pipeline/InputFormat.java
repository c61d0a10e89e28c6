package io.sidecars.logshipper.pipeline;

import io.sidecars.logshipper.checkpoint.GenerationId;
import io.sidecars.logshipper.config.Input;
import io.sidecars.logshipper.config.Input.LongLines;
import io.sidecars.logshipper.config.Input.Multiline.Preset;
import io.sidecars.logshipper.frame.CriPieces;
import io.sidecars.logshipper.frame.CriText;
import io.sidecars.logshipper.frame.Framing;
import io.sidecars.logshipper.frame.GoTraces;
import io.sidecars.logshipper.frame.JavaTraces;
import io.sidecars.logshipper.frame.Multiline;
import io.sidecars.logshipper.frame.PythonTraces;
import io.sidecars.logshipper.frame.RecordCutter;
import io.sidecars.logshipper.frame.StartPattern;
import io.sidecars.logshipper.frame.Transcoder;
import io.sidecars.logshipper.record.AutoParser;
import io.sidecars.logshipper.record.CriParser;
import io.sidecars.logshipper.record.JsonObjectParser;
import io.sidecars.logshipper.record.LogRecord;
import io.sidecars.logshipper.record.LogfmtParser;
import io.sidecars.logshipper.record.Parser;
import io.sidecars.logshipper.record.RegexParser;
import io.sidecars.logshipper.record.Source;
import io.sidecars.logshipper.record.TextParser;
import java.nio.file.Path;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// Turns the bytes of an input's files into records: cuts them, decodes their text, and gives them their parser.
/// Serves one pipeline, one file at a time.
final class InputFormat {
    private final Transcoder transcoder;
    private final RecordCutter cutter;
    private final long timeoutNanos;
    private final @Nullable CriText criText;
    private final @Nullable Parser parser;
    private final long maxAgeNanos;

    InputFormat(Input input) {
        transcoder = Transcoder.of(input.charset());
        cutter = new RecordCutter(framing(input, transcoder));
        timeoutNanos = input.multiline().timeout().toNanos();
        criText = input.multiline().preset() == Preset.CRI ? new CriText() : null;
        parser = parser(input.parse());
        maxAgeNanos = input.parse().maxAge().toNanos();
    }

    RecordCutter cutter() {
        return cutter;
    }

    /// How long a file must be quiet before a multiline record at its end counts as complete.
    long timeoutNanos() {
        return timeoutNanos;
    }

    /// What the records of a file that is read now have in common.
    ///
    /// @param now in nanoseconds since the epoch
    Source source(GenerationId generation, Path path, long now) {
        return new Source(generation, path, parser, now, now - maxAgeNanos);
    }

    /// Shows the record that the cutter has cut last.
    ///
    /// @param previousTime see [LogRecord#begin]
    /// @return false if some bytes are malformed in the file's charset and were replaced
    boolean begin(LogRecord record, Source source, long previousTime) {
        byte[] bytes = cutter.bytes();
        int from = cutter.textStart();
        int to = cutter.textEnd();
        if (criText != null) {
            criText.join(bytes, from, to);
            bytes = criText.bytes();
            from = criText.start();
            to = criText.end();
        }
        boolean wellFormed = transcoder.transcode(bytes, from, to);
        record.begin(
                source,
                previousTime,
                transcoder.bytes(),
                transcoder.start(),
                transcoder.end(),
                cutter.offset(),
                cutter.endOffset(),
                cutter.completeness());
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

    private static Framing framing(Input input, Transcoder charset) {
        return new Framing(
                input.maxLine(),
                input.longLines() == LongLines.TRUNCATE,
                multiline(input.multiline()),
                input.multiline().maxLines(),
                charset);
    }

    private static @Nullable Multiline multiline(Input.Multiline multiline) {
        return switch (multiline.preset()) {
            case NONE -> null;
            case JAVA -> new JavaTraces();
            case PYTHON -> new PythonTraces();
            case GO -> new GoTraces();
            case CRI -> new CriPieces();
            case START -> new StartPattern(String.valueOf(multiline.start()));
        };
    }
}
